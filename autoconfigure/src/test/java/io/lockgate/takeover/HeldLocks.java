package io.lockgate.takeover;

import java.util.List;

/** Which advisory locks a session held while it created a table, as the server saw it. */
final class HeldLocks {

    private HeldLocks() {}

    static void remember(Database database) {
        database.execute("create table held_locks (created text, key text)");
        database.execute("""
                create function remember_locks() returns event_trigger language plpgsql as $$
                begin
                  insert into public.held_locks
                  select object_identity, classid_and_objid
                    from pg_event_trigger_ddl_commands(),
                         (select format('%s/%s', classid, objid) as classid_and_objid
                            from pg_locks
                           where locktype = 'advisory' and pid = pg_backend_pid() and granted) held
                   where object_type = 'table';
                end $$
                """);
        database.execute("create event trigger remember_locks on ddl_command_end execute function remember_locks()");
    }

    static List<String> duringCreationOf(String table, Database database) {
        return database.jdbc()
                .sql("select distinct key from public.held_locks where created = ?")
                .param("public." + table)
                .query(String.class)
                .list();
    }
}
