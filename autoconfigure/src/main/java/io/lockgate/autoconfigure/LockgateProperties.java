package io.lockgate.autoconfigure;

import io.lockgate.database.Pooler;
import io.lockgate.schema.TenantSchemas;
import io.lockgate.startup.OnFailure;
import io.lockgate.startup.StartupPhase;
import io.lockgate.tenant.TenantSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The properties {@code lockgate.*}.
 *
 * @param enabled whether to take over; if not, it is as if the dependency were absent
 * @param timeout how long one whole run may take
 * @param onFailure what becomes of an application whose schema is not ready: it ends, or stays alive and not ready
 */
@ConfigurationProperties("lockgate")
record LockgateProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("exit") OnFailure onFailure,
        @DefaultValue Startup startup,
        @Nullable Duration timeout,
        @DefaultValue Database database,
        @DefaultValue Retry retry,
        @DefaultValue Lock lock,
        @DefaultValue Ddl ddl,
        @DefaultValue Shutdown shutdown,
        @DefaultValue Readiness readiness,
        @DefaultValue Checks checks,
        @DefaultValue Tenants tenants,
        @DefaultValue History history) {

    LockgateProperties {
        if (timeout != null) {
            Invalid.ifNotPositive(timeout, "lockgate.timeout");
        }
    }

    /**
     * When to migrate.
     *
     * @param phase after the web server is up, or before any bean that depends on the database
     */
    record Startup(@DefaultValue("ready") StartupPhase phase) {}

    /** The way to the database. No component of a record may be called {@code wait}. */
    record Database(@Name("wait") @DefaultValue Wait patience) {

        /**
         * Waiting for a database that does not answer yet.
         *
         * @param maxAttempts how often to ask it at most
         * @param delay the pause between two attempts
         */
        record Wait(
                @DefaultValue("30") int maxAttempts,
                @DefaultValue("2s") Duration delay) {

            Wait {
                Invalid.ifBelow(1, maxAttempts, "lockgate.database.wait.max-attempts");
                Invalid.ifNegative(delay, "lockgate.database.wait.delay");
            }
        }
    }

    /**
     * Trying again what failed for a reason that passes by itself, such as a lost connection, a deadlock or a lock timeout.
     *
     * @param maxAttempts how often to try at most, the first time included
     * @param delay the pause before the second attempt
     * @param multiplier what each further pause is longer by
     */
    record Retry(
            @DefaultValue("5") int maxAttempts,
            @DefaultValue("3s") Duration delay,
            @DefaultValue("1.5") double multiplier) {

        Retry {
            Invalid.ifBelow(1, maxAttempts, "lockgate.retry.max-attempts");
            Invalid.ifNegative(delay, "lockgate.retry.delay");
            Invalid.ifBelow(1, multiplier, "lockgate.retry.multiplier");
        }

        BackOff backOff() {
            if (maxAttempts == 1) {
                return () -> () -> BackOffExecution.STOP;
            }
            ExponentialBackOff backOff = new ExponentialBackOff(delay.toMillis(), multiplier);
            backOff.setMaxInterval(Math.max(delay.toMillis(), ExponentialBackOff.DEFAULT_MAX_INTERVAL));
            backOff.setMaxAttempts(maxAttempts - 1L);
            return backOff;
        }
    }

    /**
     * The advisory lock.
     *
     * @param waitTimeout how long to wait for another migrator, in all
     * @param takeoverAfter after how long without a sign of life the session of another migrator is ended; never if not set
     * @param pooler what to make of a connection pooler such as PgBouncer: refuse it, or accept it because it keeps a session
     *     for each client
     */
    record Lock(
            @DefaultValue("10m") Duration waitTimeout,
            @Nullable Duration takeoverAfter,
            @DefaultValue("refuse") Pooler pooler) {

        private static final Duration SHORTEST_TAKEOVER = Duration.ofSeconds(10);

        Lock {
            Invalid.ifNegative(waitTimeout, "lockgate.lock.wait-timeout");
            if (takeoverAfter != null) {
                Invalid.ifShorter(SHORTEST_TAKEOVER, takeoverAfter, "lockgate.lock.takeover-after");
            }
        }
    }

    /**
     * The statements of changesets.
     *
     * @param lockTimeout how long one may wait for a lock before its changeset is rolled back and tried again; 0 for no limit
     * @param statementTimeout how long one may take in all; 0 for no limit, and what the server says if not set
     */
    record Ddl(
            @DefaultValue("2s") Duration lockTimeout,
            @Nullable Duration statementTimeout) {

        Ddl {
            Invalid.ifNegative(lockTimeout, "lockgate.ddl.lock-timeout");
            if (statementTimeout != null) {
                Invalid.ifNegative(statementTimeout, "lockgate.ddl.statement-timeout");
            }
        }
    }

    /**
     * Shutting down while a run goes on.
     *
     * @param timeout how long the run may take to roll back and release its lock
     */
    record Shutdown(@DefaultValue("20s") Duration timeout) {

        Shutdown {
            Invalid.ifNegative(timeout, "lockgate.shutdown.timeout");
        }
    }

    /**
     * The readiness group.
     *
     * @param enabled whether the health component schema joins it
     */
    record Readiness(@DefaultValue("true") boolean enabled) {}

    /**
     * Checks of the migrated schema.
     *
     * @param timeout how long one check may take
     * @param attempts how often to ask while a check is not up
     * @param delay the pause between two attempts
     * @param sql queries whose single value must equal what is expected, by name
     */
    record Checks(
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("3") int attempts,
            @DefaultValue("2s") Duration delay,
            @DefaultValue Map<String, Sql> sql) {

        Checks {
            Invalid.ifNotPositive(timeout, "lockgate.checks.timeout");
            Invalid.ifBelow(1, attempts, "lockgate.checks.attempts");
            Invalid.ifNegative(delay, "lockgate.checks.delay");
            sql.forEach((name, check) -> check.validate("lockgate.checks.sql." + name));
        }

        /**
         * A check by a query.
         *
         * @param query returns one row of one column
         * @param expect what its value must equal, as text
         */
        record Sql(
                @DefaultValue("") String query,
                @DefaultValue("") String expect) {

            void validate(String property) {
                Invalid.ifBlank(query, property + ".query");
                Invalid.ifBlank(expect, property + ".expect");
            }
        }
    }

    /**
     * Schemas of tenants, which are migrated after the shared schema.
     *
     * @param schemas their names, as the catalog knows them
     * @param query returns their names; asked once the shared schema is migrated
     * @param changeLog the changelog of each of them; there are no tenants without it, or where it is empty
     * @param executor whether tenants are migrated one by one, or several at a time
     * @param parallelism how many at a time at most, each on a connection of its own
     * @param canary how many are migrated first, one by one, and checked before the others follow
     * @param onError whether a tenant that fails keeps those that have not begun from beginning
     * @param maxFailures how many tenants may fail before it does in any case
     * @param createSchemas whether to create schemas that do not exist
     * @param adoptSchemas whether to accept schemas that hold objects, or a history, of somebody else
     * @param readyWhen which tenants readiness waits for: all of them, or none
     * @param replay whether to replay what Liquibase did in one schema in others, where that is provably the same
     */
    record Tenants(
            @DefaultValue List<String> schemas,
            @Nullable String query,
            @Nullable String changeLog,
            @DefaultValue("serial") Executor executor,
            @DefaultValue("4") int parallelism,
            @DefaultValue("1") int canary,
            @DefaultValue("stop") OnError onError,
            @DefaultValue("10") int maxFailures,
            @DefaultValue("false") boolean createSchemas,
            @DefaultValue("false") boolean adoptSchemas,
            @DefaultValue("all") ReadyWhen readyWhen,
            @DefaultValue("auto") Replay replay) {

        Tenants {
            Invalid.ifBelow(1, parallelism, "lockgate.tenants.parallelism");
            Invalid.ifBelow(0, canary, "lockgate.tenants.canary");
            Invalid.ifBelow(0, maxFailures, "lockgate.tenants.max-failures");
            if (query != null && !schemas.isEmpty()) {
                throw InvalidPropertyException.twoOf("lockgate.tenants.schemas", "lockgate.tenants.query");
            }
            if (changeLog == null && (query != null || !schemas.isEmpty())) {
                throw InvalidPropertyException.missing("lockgate.tenants.change-log");
            }
        }

        enum Executor {
            SERIAL,
            PARALLEL
        }

        enum OnError {
            STOP,
            CONTINUE
        }

        enum ReadyWhen {
            ALL,
            SHARED
        }

        enum Replay {
            AUTO,
            OFF
        }

        TenantSettings settings() {
            return new TenantSettings(
                    executor == Executor.SERIAL ? 1 : parallelism,
                    canary,
                    onError == OnError.STOP,
                    maxFailures,
                    createSchemas,
                    adoptSchemas,
                    replay == Replay.AUTO);
        }

        boolean isBesideTraffic() {
            return readyWhen == ReadyWhen.SHARED;
        }

        /** Who the tenants are, where no bean says so. */
        TenantSchemas source() {
            if (query != null) {
                return TenantSchemas.query(query);
            }
            if (schemas.isEmpty()) {
                throw InvalidPropertyException.oneOf("lockgate.tenants.schemas", "lockgate.tenants.query");
            }
            return TenantSchemas.of(schemas);
        }
    }

    /**
     * The audit of runs.
     *
     * @param enabled whether to write the table lockgate_run
     */
    record History(@DefaultValue("true") boolean enabled) {}
}
