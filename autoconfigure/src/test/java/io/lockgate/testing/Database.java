package io.lockgate.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database for one test. */
public record Database(String name) {

    public String url() {
        return "jdbc:postgresql://localhost:%d/%s".formatted(Postgres.port(), name);
    }

    public Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource());
    }

    public void execute(String... statements) {
        for (String statement : statements) {
            jdbc().sql(statement).update();
        }
    }

    /** The values of a query of one column, as text. */
    public List<String> query(String sql) {
        return jdbc().sql(sql).query(String.class).list();
    }

    /** What Liquibase says was executed, in order, by id. */
    public List<String> history() {
        return query("select id from databasechangelog order by orderexecuted");
    }

    /** The tables in the schema public. */
    public List<String> tables() {
        return query("select tablename from pg_tables where schemaname = 'public' order by 1");
    }

    /** The server processes that hold an advisory lock in this database. */
    public List<Integer> lockHolders() {
        return jdbc().sql("""
                        select pid from pg_locks
                         where locktype = 'advisory' and granted
                           and database = (select oid from pg_database where datname = current_database())
                        """).query(Integer.class).list();
    }

    /** The server processes of all sessions but that of the question. */
    public List<Integer> sessions() {
        return jdbc().sql("""
                        select pid from pg_stat_activity
                         where datname = current_database() and pid <> pg_backend_pid()
                         order by 1
                        """).query(Integer.class).list();
    }

    /**
     * Creates the table of Liquibase's own lock, as everybody has it who used Liquibase before.
     *
     * @param row the values of its one row after its id: locked, lockgranted, lockedby
     */
    public void createLiquibasesLock(String row) {
        execute("""
                create table databasechangeloglock
                    (id int primary key, locked boolean not null, lockgranted timestamp, lockedby varchar(255))
                """, "insert into databasechangeloglock values (1, %s)".formatted(row));
    }

    /** All there is in the schemas of users: relations, functions, rows; and the advisory locks. */
    public List<String> contents() {
        List<String> contents = new ArrayList<>(query("""
                select 'schema ' || nspname from pg_namespace where nspname not like 'pg\\_%'
                union all
                select 'function ' || oid::regprocedure from pg_proc where pronamespace > 16383
                union all
                select 'lock ' || l::text from pg_locks l
                 where locktype = 'advisory'
                   and database = (select oid from pg_database where datname = current_database())
                union all
                select concat_ws(' ', 'relation', relkind, c.oid::regclass,
                                 (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
                                    from pg_attribute where attrelid = c.oid and attnum > 0))
                  from pg_class c join pg_namespace n on n.oid = relnamespace
                 where nspname not like 'pg\\_%' and nspname <> 'information_schema'
                 order by 1
                """));
        for (String table : query("""
                select format('%I.%I', nspname, relname) from pg_class join pg_namespace n on n.oid = relnamespace
                 where relkind in ('r', 'S') and nspname not like 'pg\\_%' and nspname <> 'information_schema'
                 order by 1
                """)) {
            query("select row_of::text from %s as row_of order by 1".formatted(table))
                    .forEach(row -> contents.add("row " + table + " " + row));
        }
        return contents;
    }

    public void drop() {
        Postgres.server().sql("drop database %s with (force)".formatted(name)).update();
    }

    private DriverManagerDataSource dataSource() {
        return new DriverManagerDataSource(url(), Postgres.OWNER, "");
    }
}
