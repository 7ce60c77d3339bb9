package io.lockgate.history;

import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.TargetResult;
import io.lockgate.schema.ChangeSetId;
import java.util.List;
import java.util.stream.Collectors;
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

    private static final String TABLE = "lockgate_run";

    private static final String RUNNING = "RUNNING";

    private final Deployment deployment;

    public RunHistory(Deployment deployment) {
        this.deployment = deployment;
    }

    @Override
    public void targetStarted(Run run, ChangelogTarget target, JdbcClient jdbc) {
        if (target.postgres()) {
            write(() -> {
                create(target, jdbc);
                closeLostRuns(run, target, jdbc);
                insert(run, target, RUNNING, jdbc);
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
            if (!result.executed().isEmpty()) {
                // dropFirst may have dropped it since
                create(target, jdbc);
            }
            if (isWritable(target, jdbc) && !update(run, result, jdbc)) {
                insert(run, target, outcome(result), jdbc);
                update(run, result, jdbc);
            }
        });
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

    /** A service may start on a standby whose schema is what it needs: there is nothing to migrate, and nothing to write. */
    private static boolean isWritable(ChangelogTarget target, JdbcClient jdbc) {
        return jdbc.sql("select to_regclass(?) is not null and not current_setting('transaction_read_only')::boolean")
                .param(target.table(TABLE))
                .query(Boolean.class)
                .single();
    }

    private static void create(ChangelogTarget target, JdbcClient jdbc) {
        jdbc.sql("""
                        create table if not exists %s (
                          run_id        text not null,
                          history_table text not null,
                          trigger       text not null,
                          outcome       text not null,
                          application   text not null,
                          build_version text,
                          host          text not null,
                          database_role text not null default current_user,
                          started_at    timestamptz not null default now(),
                          finished_at   timestamptz,
                          duration_ms   bigint,
                          changesets    integer,
                          executed      text,
                          warnings      text,
                          failure       text,
                          primary key (run_id, history_table))
                        """.formatted(target.table(TABLE))).update();
    }

    /** We hold the lock, so that a run that still counts as running has lost it: its process or its connection has died. */
    private static void closeLostRuns(Run run, ChangelogTarget target, JdbcClient jdbc) {
        jdbc.sql(
                        "update %s set outcome = 'LOST' where history_table = :history and outcome = :running and run_id <> :run"
                                .formatted(target.table(TABLE)))
                .param("history", target.historyTable())
                .param("running", RUNNING)
                .param("run", run.id())
                .update();
    }

    private void insert(Run run, ChangelogTarget target, String outcome, JdbcClient jdbc) {
        jdbc.sql("""
                        insert into %s (run_id, history_table, trigger, outcome, application, build_version, host, started_at)
                        values (:run, :history, :trigger, :outcome, :application, :version, :host,
                                now() - :elapsed * interval '1 millisecond')
                        on conflict do nothing
                        """.formatted(target.table(TABLE)))
                .param("run", run.id())
                .param("history", target.historyTable())
                .param("trigger", run.trigger().name())
                .param("outcome", outcome)
                .param("application", deployment.application())
                .param("version", deployment.buildVersion())
                .param("host", deployment.host())
                .param("elapsed", run.elapsed().toMillis())
                .update();
    }

    private static boolean update(Run run, TargetResult result, JdbcClient jdbc) {
        return jdbc.sql("""
                                update %s
                                   set outcome = :outcome, finished_at = now(), duration_ms = :millis, changesets = :changesets,
                                       executed = :executed, warnings = :warnings, failure = :failure
                                 where run_id = :run and history_table = :history
                                """.formatted(result.target().table(TABLE)))
                        .param("outcome", outcome(result))
                        .param("millis", run.elapsed().toMillis())
                        .param("changesets", result.executed().size())
                        .param("executed", lines(result.executed()))
                        .param("warnings", lines(result.warnings()))
                        .param(
                                "failure",
                                result.failure() == null
                                        ? null
                                        : result.failure().getMessage())
                        .param("run", run.id())
                        .param("history", result.target().historyTable())
                        .update()
                > 0;
    }

    private static String outcome(TargetResult result) {
        return result.outcome().name();
    }

    private static String lines(List<ChangeSetId> changeSets) {
        return changeSets.stream().map(ChangeSetId::toString).collect(Collectors.joining("\n"));
    }
}
