/** A text that is read as a file of its own: its address in the page, itself in the tests. */
declare module "*.txt" {
  const text: string
  export default text
}
