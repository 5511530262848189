/** Rows and columns to read: a plain table, which screen readers walk through by themselves. */
import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  head: string;
  /** Numbers stand at the end of their column. */
  isNumber?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Said instead of the table while there are no rows. */
  nothing: string;
  testId?: string;
}

export function Table<Row>({ label, columns, rows, rowId, nothing, testId }: TableProps<Row>) {
  if (rows.length === 0) return <p className="faint">{nothing}</p>;
  return (
    <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
      <table className="table" data-testid={testId}>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {columns.map(({ id, head, isNumber }) => (
              <th key={id} scope="col" className={isNumber === true ? "number-cell" : ""}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowId(row)}>
              {columns.map(({ id, isNumber, cell }) => (
                <td key={id} className={isNumber === true ? "number-cell" : ""}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
