/** A field with its label, and a hint that is no part of its name. */

import { useId } from "preact/hooks"

export function Field(props: {
  label: string
  value: string
  onValue: (value: string) => void
  type?: "text" | "password" | "email" | "number"
  first?: boolean
  hint?: string
  autocomplete?: AutoFill
  maxLength?: number
  required?: boolean
}) {
  const { label, value, onValue, type = "text", first, hint, autocomplete = "off", ...others } = props
  // The types of what an input may be are one for each `type`; what is passed here suits all of them.
  const rest = { type, ...others } as { type: "text" }
  const id = useId()
  return (
    <div>
      <label>
        <span>{label}</span>
        <input
          class="field"
          value={value}
          data-first={first}
          aria-describedby={hint ? id : undefined}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          {...rest}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      </label>
      {hint && (
        <p class="hint" id={id}>
          {hint}
        </p>
      )}
    </div>
  )
}
