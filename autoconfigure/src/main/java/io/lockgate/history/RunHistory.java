package io.lockgate.history;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.changelog.TrustedTable;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.TargetResult;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes a row into {@code lockgate_run} for every run: before it changes anything, so that a run that was killed is seen to
 * have begun, and again when it is done. The table stands beside the history table, and is created by the first run that has
 * something to change, while it holds the lock.
 */
public final class RunHistory implements RunListener {

    private static final Logger log = LoggerFactory.getLogger(RunHistory.class);

    private static final String TABLE = TrustedTable.RUNS;

    private static final String RUNNING = "RUNNING";

    private static final double MILLIS_PER_SECOND = 1_000;

    /** What stands for the histories of all tenants. */
    private static final String TENANTS = "tenants";

    /** The values of {@link #identity}, as SQL binds them. */
    private static final String IDENTITY = """
            ?::pg_catalog.text, ?::pg_catalog.text,
            current_timestamp operator(pg_catalog.-) pg_catalog.make_interval(secs => ?::double precision),
            ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text
            """;

    private final Deployment deployment;

    public RunHistory(Deployment deployment) {
        this.deployment = deployment;
    }

    @Override
    public void targetStarted(Run run, ChangelogTarget target, JdbcClient jdbc) {
        if (target.postgres()) {
            write(() -> {
                if (isThere(target, jdbc)) {
                    closeLostRuns(run, target, jdbc);
                    begin(run, target, jdbc);
                }
            });
        }
    }

    @Override
    public void targetFinished(Run run, TargetResult result, JdbcClient jdbc) {
        ChangelogTarget target = result.target();
        if (!target.postgres()) {
            return;
        }
        write(() -> {
            // dropFirst may have dropped it since
            if (result.executed().isEmpty() ? isWritable(target, jdbc) : isThere(target, jdbc)) {
                finish(run, result, jdbc);
            }
        });
    }

    /** A row for all tenants together, and one for each that failed, all beside those of the shared schema. */
    @Override
    public void tenantsFinished(Run run, ChangelogTarget shared, List<TenantReport> tenants, JdbcClient jdbc) {
        int executed = tenants.stream().mapToInt(TenantReport::executed).sum();
        List<TenantReport> failed = tenants.stream()
                .filter(tenant -> tenant.state() == TenantState.FAILED)
                .toList();
        if (executed == 0 && failed.isEmpty()) {
            return;
        }
        write(() -> {
            // nothing was to be done to what they share
            if (!isThere(shared, jdbc)) {
                return;
            }
            String summary = "%d of %d tenants failed".formatted(failed.size(), tenants.size());
            finish(run, shared, TENANTS, failed.isEmpty() ? null : summary, executed, jdbc);
            failed.forEach(tenant -> finish(
                    run,
                    shared,
                    tenant.schema() + "." + tenant.target().historyTable(),
                    summary(tenant.failure()),
                    0,
                    jdbc));
        });
    }

    private void finish(
            Run run, ChangelogTarget shared, String history, @Nullable String failure, int executed, JdbcClient jdbc) {
        List<@Nullable Object> values = identity(
                run, history, (failure == null ? TargetResult.Outcome.MIGRATED : TargetResult.Outcome.FAILED).name());
        values.addAll(Arrays.asList(millis(run), String.valueOf(executed), failure));
        jdbc.sql("""
                        insert into %s (run_id, history_table, started_at, outcome, trigger, application, build_version, host,
                                        finished_at, duration_ms, changesets, failure)
                        values (%s, current_timestamp, ?::bigint, ?::int, ?::pg_catalog.text)
                        on conflict (run_id, history_table) do update
                           set outcome = excluded.outcome, finished_at = excluded.finished_at,
                               duration_ms = excluded.duration_ms, changesets = excluded.changesets,
                               failure = excluded.failure
                        """.formatted(shared.table(TABLE), IDENTITY)).params(values).update();
    }

    /** An audit that cannot be written is no reason to keep a service down. */
    private static void write(Runnable work) {
        try {
            work.run();
        } catch (DataAccessException e) {
            log.warn(
                    "Could not write the run into {}: {}",
                    TABLE,
                    e.getMostSpecificCause().getMessage());
        }
    }

    /**
     * A service may start on a standby, or as a role that may only read, if the schema is what it needs: there is nothing to migrate,
     * and nothing to write.
     */
    private static boolean isWritable(ChangelogTarget target, JdbcClient jdbc) {
        return table(target).permits(jdbc, "insert");
    }

    private static TrustedTable table(ChangelogTarget target) {
        return TrustedTable.ours(target, TABLE);
    }

    /** Creates the table unless it exists; it is not there for us if it is somebody else's. */
    private static boolean isThere(ChangelogTarget target, JdbcClient jdbc) {
        TrustedTable.State state = table(target).look(jdbc);
        return (state == TrustedTable.State.MISSING ? created(target, jdbc) : state) == TrustedTable.State.TRUSTED;
    }

    /** Somebody else may be about to create it: a run with another history in the same schema, or a stranger. */
    private static TrustedTable.State created(ChangelogTarget target, JdbcClient jdbc) {
        try {
            create(target, jdbc);
            return TrustedTable.State.TRUSTED;
        } catch (DataAccessException e) {
            TrustedTable.State now = table(target).look(jdbc);
            if (now == TrustedTable.State.MISSING) {
                throw e;
            }
            return now;
        }
    }

    private static void create(ChangelogTarget target, JdbcClient jdbc) {
        jdbc.sql("""
                        create table %s (
                          run_id        pg_catalog.text not null,
                          history_table pg_catalog.text not null,
                          trigger       pg_catalog.text not null,
                          outcome       pg_catalog.text not null,
                          application   pg_catalog.text not null,
                          build_version pg_catalog.text,
                          host          pg_catalog.text not null,
                          database_role pg_catalog.text not null default current_user,
                          started_at    pg_catalog.timestamptz not null default current_timestamp,
                          finished_at   pg_catalog.timestamptz,
                          duration_ms   bigint,
                          changesets    integer,
                          executed      pg_catalog.text,
                          warnings      pg_catalog.text,
                          failure       pg_catalog.text,
                          primary key (run_id, history_table))
                        """.formatted(target.table(TABLE))).update();
    }

    /** We hold the lock, so that a run that still counts as running has lost it: its process or its connection has died. */
    private static void closeLostRuns(Run run, ChangelogTarget target, JdbcClient jdbc) {
        jdbc.sql("""
                        update %s
                           set outcome = 'LOST'
                         where history_table operator(pg_catalog.=) ?::pg_catalog.text
                           and outcome operator(pg_catalog.=) ?::pg_catalog.text
                           and run_id operator(pg_catalog.<>) ?::pg_catalog.text
                        """.formatted(target.table(TABLE)))
                .params(target.historyTable(), RUNNING, run.id())
                .update();
    }

    private void begin(Run run, ChangelogTarget target, JdbcClient jdbc) {
        jdbc.sql("""
                        insert into %s (run_id, history_table, started_at, outcome, trigger, application, build_version, host)
                        values (%s)
                        on conflict do nothing
                        """.formatted(target.table(TABLE), IDENTITY))
                .params(identity(run, target.historyTable(), RUNNING))
                .update();
    }

    /** There is no row to finish where the run had nothing to change, or has dropped the table. */
    private void finish(Run run, TargetResult result, JdbcClient jdbc) {
        LockgateException failure = result.failure();
        List<@Nullable Object> values =
                identity(run, result.target().historyTable(), result.outcome().name());
        values.add(millis(run));
        values.add(String.valueOf(result.executed().size()));
        values.add(lines(result.executed()));
        values.add(lines(result.warnings()));
        values.add(summary(failure));
        jdbc.sql("""
                        insert into %s (run_id, history_table, started_at, outcome, trigger, application, build_version, host,
                                        finished_at, duration_ms, changesets, executed, warnings, failure)
                        values (%s, current_timestamp, ?::bigint, ?::int,
                                ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text)
                        on conflict (run_id, history_table) do update
                           set outcome = excluded.outcome, finished_at = excluded.finished_at,
                               duration_ms = excluded.duration_ms, changesets = excluded.changesets,
                               executed = excluded.executed, warnings = excluded.warnings, failure = excluded.failure
                        """.formatted(result.target().table(TABLE), IDENTITY))
                .params(values)
                .update();
    }

    private static String millis(Run run) {
        return String.valueOf(run.elapsed().toMillis());
    }

    private List<@Nullable Object> identity(Run run, String history, String outcome) {
        return new ArrayList<@Nullable Object>(Arrays.asList(
                run.id(),
                history,
                run.elapsed().toMillis() / MILLIS_PER_SECOND,
                outcome,
                run.trigger().name(),
                deployment.application(),
                deployment.buildVersion(),
                deployment.host()));
    }

    /** Whoever may read the table, and a backup of it, may not be meant to read statements and values. */
    private static @Nullable String summary(@Nullable LockgateException failure) {
        return failure == null ? null : failure.summary();
    }

    private static String lines(List<ChangeSetId> changeSets) {
        return changeSets.stream().map(ChangeSetId::toString).collect(Collectors.joining("\n"));
    }
}
