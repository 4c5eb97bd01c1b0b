/**
 * What the database's catalogue says of the published tables, and what each role may read of them. Kept until the log
 * tells of a change of the schema, and a minute at most: who is a member of which role is not told of.
 */
import type postgres from "postgres";
import { ANY } from "./binding.ts";
import { type Rendering, renderingOf, type Type } from "./rendering.ts";

export interface Column {
  name: string;
  type: Type;
  /** As SQL writes it, without and with its length or precision. */
  sqlType: string;
  declaredType: string;
  rendering: Rendering;
  isKey: boolean;
  /** Part of what PostgreSQL keeps of a row that is changed or deleted. */
  isIdentity: boolean;
  /** What it is computed from, which the log doesn't have; null for an ordinary column. */
  expression: string | null;
}

export interface TableDescription {
  oid: number;
  schema: string;
  name: string;
  hasRowSecurity: boolean;
  /** REPLICA IDENTITY FULL: the whole old row comes with each change. */
  keepsOldRows: boolean;
  /** In the order of the table. */
  columns: Column[];
  keys: Column[];
}

const LONGEST_AGE_MS = 60_000;

export class Catalogue {
  private readonly database: postgres.Sql;
  private readonly descriptions = new Aging<number, TableDescription | null>();
  private readonly readable = new Aging<string, ReadonlySet<string>>();

  constructor(database: postgres.Sql) {
    this.database = database;
  }

  forget(): void {
    this.descriptions.clear();
    this.readable.clear();
  }

  /** The published tables of these names; ANY is every one. */
  async published(schema: string, table: string): Promise<number[]> {
    const rows = await this.database`
      select format('%I.%I', schemaname, tablename)::regclass::oid::int8::text as oid
      from pg_publication_tables
      where pubname = 'supabase_realtime'
        and (${schema === ANY} or schemaname = ${schema}) and (${table === ANY} or tablename = ${table})`;
    return rows.map(({ oid }) => Number(oid));
  }

  /** Null when the table is gone. */
  async table(oid: number): Promise<TableDescription | null> {
    const known = this.descriptions.get(oid);
    if (known !== undefined) return known;
    return await this.descriptions.learn(oid, () => describe(this.database, oid));
  }

  async column(oid: number, name: string): Promise<Column> {
    const find = async () => (await this.table(oid))?.columns.find((column) => column.name === name);
    let found = await find();
    if (!found) {
      this.descriptions.clear(); // it was added a moment ago
      found = await find();
    }
    if (!found) throw new Error(`table ${oid} has no column ${name}`);
    return found;
  }

  /** The columns that a role may read; none for a role that is not there. */
  async readableBy(role: string, oid: number): Promise<ReadonlySet<string>> {
    const key = `${oid} ${role}`;
    const known = this.readable.get(key);
    if (known) return known;
    return await this.readable.learn(key, () => readableColumns(this.database, role, oid));
  }
}

async function readableColumns(database: postgres.Sql, role: string, oid: number): Promise<ReadonlySet<string>> {
  const rows = await database`
    select a.attname
    from pg_roles r, pg_attribute a
    where r.rolname = ${role} and a.attrelid = ${oid}::text::oid and a.attnum > 0 and not a.attisdropped
      and has_column_privilege(r.oid, a.attrelid, a.attnum, 'SELECT')`;
  return new Set(rows.map(({ attname }) => attname));
}

async function describe(database: postgres.Sql, oid: number): Promise<TableDescription | null> {
  const [table] = await database`
    select n.nspname as schema, c.relname as name, c.relrowsecurity as has_row_security, c.relreplident as identity
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = ${oid}::text::oid`;
  if (!table) return null;
  const rows = await database`
    select a.attname as name,
      format_type(a.atttypid, -1) as sql_type, format_type(a.atttypid, a.atttypmod) as declared_type,
      t.typname as type_name, t.typtype as type_kind, e.oid is not null as is_array,
      e.typname as element_name, e.typtype as element_kind,
      exists (select from pg_cast where castsource = t.oid and casttarget = 'json'::regtype and castfunc <> 0)
        as type_casts,
      exists (select from pg_cast where castsource = e.oid and casttarget = 'json'::regtype and castfunc <> 0)
        as element_casts,
      a.attnum = any(coalesce(key.conkey, '{}')) as is_key,
      a.attnum = any(coalesce(identity.indkey::int2[], '{}')) as is_identity,
      case when a.attgenerated = 's' then pg_get_expr(d.adbin, d.adrelid) end as expression
    from pg_attribute a
    join pg_type t on t.oid = a.atttypid
    left join pg_type e on e.oid = t.typelem and e.typarray = t.oid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_constraint key on key.conrelid = a.attrelid and key.contype = 'p'
    left join pg_index identity on identity.indrelid = a.attrelid
      and case ${table.identity} when 'd' then identity.indisprimary when 'i' then identity.indisreplident end
    where a.attrelid = ${oid}::text::oid and a.attnum > 0 and not a.attisdropped
    order by a.attnum`;
  const columns = rows.map((row): Column => {
    const element = row.is_array
      ? { name: row.element_name, kind: row.element_kind, castsToJson: row.element_casts, element: null }
      : null;
    const type = { name: row.type_name, kind: row.type_kind, castsToJson: row.type_casts, element };
    return {
      name: row.name,
      type,
      sqlType: row.sql_type,
      declaredType: row.declared_type,
      rendering: renderingOf(type),
      isKey: row.is_key,
      isIdentity: row.is_identity,
      expression: row.expression,
    };
  });
  return {
    oid,
    schema: table.schema,
    name: table.name,
    hasRowSecurity: table.has_row_security,
    keepsOldRows: table.identity === "f",
    columns,
    keys: columns.filter((column) => column.isKey),
  };
}

/** A map that forgets what it has held for too long. */
class Aging<Key, Value> {
  private readonly held = new Map<Key, { value: Value; until: number }>();
  private timesForgotten = 0;

  get(key: Key): Value | undefined {
    const found = this.held.get(key);
    return found && found.until > Date.now() ? found.value : undefined;
  }

  /** What is told to be forgotten while it is asked for is answered, and not kept. */
  async learn(key: Key, ask: () => Promise<Value>): Promise<Value> {
    const times = this.timesForgotten;
    const value = await ask();
    if (times === this.timesForgotten) this.held.set(key, { value, until: Date.now() + LONGEST_AGE_MS });
    return value;
  }

  clear(): void {
    this.timesForgotten += 1;
    this.held.clear();
  }
}
