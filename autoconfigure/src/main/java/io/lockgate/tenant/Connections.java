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

    /** How many more sessions the server would let a user have who is not a superuser. */
    private static int free(TenantRun run) {
        return run.connection().jdbc().sql("""
                        select pg_catalog.current_setting('max_connections')::int
                               operator(pg_catalog.-) pg_catalog.current_setting('superuser_reserved_connections')::int
                               operator(pg_catalog.-) coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0)
                               operator(pg_catalog.-) pg_catalog.count(*)
                          from pg_catalog.pg_stat_activity
                         where datid is not null and usesysid is not null
                        """).query(Integer.class).single();
    }
}
