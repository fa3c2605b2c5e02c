/** Where the page begins. */

import { render } from "preact"
import { createClient } from "./client/client.ts"
import "./styles/main.css"
import { App } from "./ui/app.tsx"
import { canInstall, keepShell } from "./ui/install.ts"
import * as keys from "./ui/keys.ts"
import * as notify from "./ui/notify.ts"
import { Prefs } from "./ui/prefs.ts"
import { Shell } from "./ui/shell.ts"
import * as whereabouts from "./ui/whereabouts.ts"

const shell = new Shell(createClient(), new Prefs())
canInstall.begin()
keys.begin(shell)
notify.begin(shell)
whereabouts.follow(shell)
const root = document.getElementById("hubbub")!
// What stands there until now was for the first moment.
root.replaceChildren()
render(<App shell={shell} />, root)
void keepShell()
