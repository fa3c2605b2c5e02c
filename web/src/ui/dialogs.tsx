/** The dialogs, in one table: a part of the page that comes with the first of them. */

import type { FunctionComponent } from "preact"
import { Browse } from "./browse.tsx"
import { Invite, Leave, Topic } from "./channel.tsx"
import { Search, Switcher } from "./finding.tsx"
import { Help } from "./help.tsx"
import { Masks } from "./masks.tsx"
import { Modes } from "./modes.tsx"
import { Account, Away, Name } from "./oneself.tsx"
import { Kick, NewDirect, Profile, Redact } from "./person.tsx"
import { Settings } from "./settings.tsx"
import type { Dialog } from "./shell.ts"

type PropsOf<Kind, One = Dialog> = One extends { readonly kind: infer All } ? (Kind extends All ? Omit<One, "kind"> : never) : never

const KINDS: { [Kind in Dialog["kind"]]: FunctionComponent<PropsOf<Kind>> } = {
  switcher: Switcher,
  browse: Browse,
  search: Search,
  settings: Settings,
  help: Help,
  name: Name,
  away: Away,
  account: Account,
  "new-direct": NewDirect,
  topic: Topic,
  modes: Modes,
  invite: Invite,
  bans: Masks,
  profile: Profile,
  kick: Kick,
  redact: Redact,
  leave: Leave,
}

export function DialogPanel({ dialog }: { dialog: Dialog }) {
  const { kind, ...props } = dialog
  const Component = KINDS[kind] as FunctionComponent<object>
  return <Component {...props} />
}
