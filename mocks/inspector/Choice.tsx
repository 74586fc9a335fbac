import { useId } from 'react'

/** One of a few values, as a row of radio buttons that looks like one control. */
export function Choice<Value extends string | number>(props: {
  legend: string
  /** Whether the legend is for those alone who cannot see what the choice is about; default true. */
  legendHidden?: boolean
  options: readonly (readonly [value: Value, label: string])[]
  /** Null: something else than the options. */
  value: Value | null
  onChange: (value: Value) => void
}) {
  const { legend, legendHidden = true, options, value, onChange } = props
  const name = useId()
  return (
    <fieldset className="mi-choice">
      <legend className={legendHidden ? 'mi-unseen' : undefined}>{legend}</legend>
      <div>
        {options.map(([option, label]) => (
          <label key={option}>
            <input
              type="radio"
              name={name}
              checked={option === value}
              onChange={() => {
                onChange(option)
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
