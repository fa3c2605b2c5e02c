/** What floats beside its opener: a part of the page that comes with the first menu. */

export { MenuPanel } from "./menu.tsx"
export { PickerPanel } from "./picker.tsx"
