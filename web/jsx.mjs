// What the JSX of every file becomes.
export { Fragment, h } from "preact"
