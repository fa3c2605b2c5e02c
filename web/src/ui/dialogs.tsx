/** Which dialog is open: the table of them. */

import type { FunctionComponent } from "preact"
import { Browse } from "./browse.tsx"
import { Bans, Invite, Leave, Modes, Topic } from "./channel.tsx"
import { Search, Switcher } from "./finding.tsx"
import { Help } from "./help.tsx"
import { Account, Away, Name } from "./oneself.tsx"
import { Kick, NewDirect, Profile, Redact } from "./person.tsx"
import { Settings } from "./settings.tsx"
import { useShell, type Dialog } from "./shell.ts"
import { useWatch } from "./watch.ts"

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
  bans: Bans,
  profile: Profile,
  kick: Kick,
  redact: Redact,
  leave: Leave,
}

export function Dialogs() {
  const shell = useShell()
  useWatch(shell)
  if (!shell.dialog) return null
  const { kind, ...props } = shell.dialog
  const Component = KINDS[kind] as FunctionComponent<object>
  return <Component key={shell.dialog} {...props} />
}
