import { expect, test } from 'vitest'
import { textTable } from './textTable'

test('columns line up under their titles, names to the left and figures to the right', () => {
  const table = textTable([
    { title: '', columns: [{ header: 'name', cells: ['one', 'twenty'] }] },
    {
      title: 'first',
      columns: [
        { header: 'a', cells: ['1', '20'] },
        { header: 'long\nheader', cells: ['300', '4'] },
      ],
    },
    { title: '2nd', columns: [{ header: 'bb', cells: ['1', '2222'] }] },
  ])
  expect(table.split('\n')).toEqual([
    '         first ────   2nd',
    '               long',
    'name      a  header     bb',
    'one       1     300      1',
    'twenty   20       4   2222',
  ])
})
