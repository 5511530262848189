/**
 * Rows in an order that whoever reads them chooses by the heads of the columns. Owns the looks, the heads and the arrow keys
 * from row to row; the order itself is its user's.
 */
import { type KeyboardEvent, memo, type ReactNode, useCallback, useRef } from "react";

export interface SortableColumn<Row> {
  id: string;
  head: string;
  /** Numbers stand at the end of their column. */
  isNumber?: boolean;
  /** Nobody sorts by it. */
  isFixed?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface SortableTableProps<Row> {
  label: string;
  columns: readonly SortableColumn<Row>[];
  /** In the order in which they are to stand. */
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** More about a row, for its looks: `data-level` and `data-chosen` of it. */
  levelOf?: (row: Row) => string;
  chosenId?: string;
  by: string;
  isDescending: boolean;
  onSort: (columnId: string) => void;
  /** What the button in a head is called. */
  sortWords: (head: string) => string;
  onChoose: (row: Row) => void;
  /** Said instead of the table while there are no rows. */
  nothing: string;
  testId: string;
}

export function SortableTable<Row>(props: SortableTableProps<Row>) {
  const { label, columns, rows, rowId, by, isDescending, onSort, sortWords, nothing, testId } = props;
  const choosing = useRef(props.onChoose);
  choosing.current = props.onChoose;
  const onChoose = useCallback((row: unknown) => choosing.current(row as Row), []);
  if (rows.length === 0) return <p className="empty">{nothing}</p>;
  return (
    <div className="table-frame">
      <table className="table sortable" data-testid={testId} onKeyDown={moveBetweenRows}>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {columns.map(({ id, head, isNumber, isFixed }) => (
              <th
                key={id}
                scope="col"
                data-column={id}
                className={isNumber === true ? "number-cell" : ""}
                aria-sort={by !== id ? undefined : isDescending ? "descending" : "ascending"}
              >
                {isFixed === true ? (
                  head
                ) : (
                  <button type="button" className="sort" data-testid={`${testId}-by-${id}`} onClick={() => onSort(id)}>
                    <span className="unseen">{sortWords(head)}</span>
                    <span aria-hidden="true">
                      {head}
                      {by === id && (isDescending ? " ↓" : " ↑")}
                    </span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow
              key={rowId(row)}
              row={row}
              id={rowId(row)}
              columns={columns as readonly SortableColumn<unknown>[]}
              level={props.levelOf?.(row) ?? ""}
              isChosen={rowId(row) === props.chosenId}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TableRowProps {
  row: unknown;
  id: string;
  columns: readonly SortableColumn<unknown>[];
  level: string;
  isChosen: boolean;
  onChoose: (row: unknown) => void;
}

/** Made anew only when its own row is another one: most rows stay as they are from one frame to the next. */
const TableRow = memo(function TableRow({ row, id, columns, level, isChosen, onChoose }: TableRowProps) {
  return (
    <tr
      data-id={id}
      data-level={level}
      data-chosen={isChosen || undefined}
      onClick={(event) => {
        // A press on a button or link within the row is that button's alone.
        if ((event.target as Element).closest("button, a, input, select") === null) onChoose(row);
      }}
    >
      {columns.map(({ id: columnId, isNumber, cell }, index) =>
        index === 0 ? (
          <th key={columnId} scope="row">
            {cell(row)}
          </th>
        ) : (
          <td key={columnId} data-column={columnId} className={isNumber === true ? "number-cell" : ""}>
            {cell(row)}
          </td>
        ),
      )}
    </tr>
  );
});

/** Up and down go to the same button of the row above and below. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const from = event.target as HTMLElement;
  const row = from.closest("tbody tr");
  if (row === null || from.tagName !== "BUTTON") return;
  const place = [...row.querySelectorAll("button")].indexOf(from as HTMLButtonElement);
  const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  const button = next?.querySelectorAll("button")[place] ?? next?.querySelector("button");
  if (button == null) return;
  event.preventDefault();
  button.focus();
}
