/** Line drawings on a grid of 24, in the colour of the text around them. */

const PATHS: Readonly<Record<string, string>> = {
  menu: "M4 6.5h16M4 12h16M4 17.5h16",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.3 15.3 20 20",
  hash: "M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16",
  people: "M9 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4ZM2.5 20v-1a5 5 0 0 1 5-5h3a5 5 0 0 1 5 5v1M16 4.4a3.7 3.7 0 0 1 0 6.8M18.3 14.3a5 5 0 0 1 3.2 4.7v1",
  server: "M4 5h16v14H4ZM8 9.5l3 2.5-3 2.5M13.5 15H16",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  more: "M5.5 12a.7.7 0 1 1-1.4 0 .7.7 0 0 1 1.4 0ZM12.7 12a.7.7 0 1 1-1.4 0 .7.7 0 0 1 1.4 0ZM19.9 12a.7.7 0 1 1-1.4 0 .7.7 0 0 1 1.4 0Z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01",
  reply: "M9 8 4 13l5 5M4 13h10a6 6 0 0 1 6 6",
  pen: "M4 20h4L19.5 8.5a2.1 2.1 0 0 0-3-3L5 17ZM14 7l3 3",
  gear: "M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8M18.4 5.6l-1.8 1.8M7.4 16.6l-1.8 1.8",
  mail: "M3.5 5.5h17v13h-17ZM4 6l8 6.5L20 6",
  mute: "M6 16.5V11a6 6 0 0 1 9-5.2M18 11v5.5l1.5 1.5h-15L6 16.5M10 20.5h4M4 4l16 16",
  qr: "M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h2.5v2.5H14ZM20 14v6h-3.5",
}

export function Icon({ name, small = false, paths = PATHS }: { name: string; small?: boolean; paths?: Readonly<Record<string, string>> }) {
  return (
    <svg class={small ? "icon small" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name] ?? PATHS[name] ?? ""} />
    </svg>
  )
}
