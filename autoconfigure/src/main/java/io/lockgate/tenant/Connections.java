package io.lockgate.tenant;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections a rollout may use: what was asked for, as far as the pool and the server have them to spare. */
final class Connections {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private Connections() {}

    /** At least one: that of the run. */
    static int atMost(int parallelism, int tenants, TenantRun run) {
        if (parallelism == 1) {
            log.info("{} tenants are migrated one by one", tenants);
            return 1;
        }
        int room = run.room();
        int free = free(run);
        int connections = Math.min(Math.min(parallelism, tenants), 1 + Math.max(0, Math.min(room, free)));
        log.info(
                "{} tenants are migrated on {} connections (parallelism {}; the pool has {} more, the server {})",
                tenants,
                connections,
                parallelism,
                room,
                free);
        return connections;
    }

    /** Whether there is one to spare beside that of the run. */
    static boolean isOneFree(TenantRun run) {
        return run.room() > 0 && free(run) > 0;
    }

    /** Sessions that the server still allows to a user who is not a superuser, within the limits of role and database. */
    private static int free(TenantRun run) {
        return run.connection()
                .jdbc()
                .sql("""
                        select pg_catalog.current_setting('max_connections')::int as places,
                               pg_catalog.current_setting('superuser_reserved_connections')::int as for_superusers,
                               coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0) as reserved,
                               (select pg_catalog.count(*) from pg_catalog.pg_stat_activity
                                 where datid is not null and usesysid is not null) as taken,
                               case when r.rolsuper then -1 else r.rolconnlimit end as role_places,
                               (select pg_catalog.count(*) from pg_catalog.pg_stat_activity
                                 where usesysid operator(pg_catalog.=) r.oid) as role_taken,
                               case when r.rolsuper then -1 else d.datconnlimit end as database_places,
                               (select pg_catalog.count(*) from pg_catalog.pg_stat_activity
                                 where datid operator(pg_catalog.=) d.oid) as database_taken
                          from pg_catalog.pg_roles r, pg_catalog.pg_database d
                         where r.rolname operator(pg_catalog.=) session_user
                           and d.datname operator(pg_catalog.=) pg_catalog.current_database()
                        """)
                .query((row, number) -> {
                    int places = row.getInt("places") - row.getInt("for_superusers") - row.getInt("reserved");
                    return Math.min(
                            places - row.getInt("taken"),
                            Math.min(
                                    left(row.getInt("role_places"), row.getInt("role_taken")),
                                    left(row.getInt("database_places"), row.getInt("database_taken"))));
                })
                .single();
    }

    /** A negative limit is none. */
    private static int left(int places, int taken) {
        return places < 0 ? Integer.MAX_VALUE : places - taken;
    }
}
