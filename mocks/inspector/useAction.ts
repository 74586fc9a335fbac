import { useMutation, useQueryClient } from '@tanstack/react-query'

/**
 * Something that a person does to the mock. What is shown is read anew after it, whether it worked
 * or not. Actions wait for one another: each starts from what the one before left.
 */
export function useAction<Input, Output>(act: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    scope: { id: 'control' },
    onSettled: () => {
      void client.invalidateQueries()
    },
  })
}
