package io.lockgate.tenant;

import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.changelog.ChangelogListener;
import io.lockgate.changelog.HistoryDigests;
import io.lockgate.changelog.Rehearsal;
import io.lockgate.changelog.Replay;
import io.lockgate.database.FailureKind;
import io.lockgate.database.FailureSummary;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.Fence;
import io.lockgate.lock.Held;
import io.lockgate.schema.ChangeSetId;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** What is done to a tenant while its locks are held: replayed, or by Liquibase, or one after the other. */
final class TenantWork implements ChangelogListener {

    private static final Logger log = LoggerFactory.getLogger(TenantWork.class);

    private final Tenants tenants;

    private final Cohorts cohorts;

    private final TenantRun run;

    private final Tenant tenant;

    private final MigrationConnection connection;

    private final Held held;

    private final boolean releasable;

    private int executed;

    private boolean clean = true;

    /**
     * Work on a tenant.
     *
     * @param releasable whether its advisory lock may be released as soon as all is replayed: no other lock depends on it
     */
    TenantWork(
            Tenants tenants,
            Cohorts cohorts,
            TenantRun run,
            Tenant tenant,
            MigrationConnection connection,
            Held held,
            boolean releasable) {
        this.tenants = tenants;
        this.cohorts = cohorts;
        this.run = run;
        this.tenant = tenant;
        this.connection = connection;
        this.held = held;
        this.releasable = releasable;
    }

    /** Does it, and tells how many changesets were executed. */
    int run() {
        Cohort cohort = cohorts.of(tenant, tenant.standing().digest());
        if (cohort == null) {
            byLiquibase();
        } else {
            cohort.replayOr(rehearsal -> recorded(rehearsal), this::byLiquibase)
                    .ifPresent(replay -> replay(replay, cohort));
        }
        return executed;
    }

    private Replay recorded(Rehearsal rehearsal) {
        return fenced(fence -> tenants.changelog()
                .applyAndRecord(
                        rehearsal,
                        tenant.schema(),
                        tenant.parameters(),
                        connection,
                        fence,
                        run.retry(),
                        this,
                        run.cancellation()));
    }

    private void byLiquibase() {
        fenced(fence -> tenants.changelog()
                .apply(tenant.schema(), tenant.parameters(), connection, fence, run.retry(), this, run.cancellation()));
    }

    /** The search path is changed around the fence: the fence keeps it what it was when the first changeset began. */
    private <T> T fenced(Function<Fence, T> liquibase) {
        try {
            return connection.searchPath().preferring(tenant.target().schemaName(), () -> {
                try (Fence fence = Fence.around(connection, held, run.ddl()).under(tenant.role())) {
                    T result = liquibase.apply(fence);
                    learn();
                    return result;
                }
            });
        } finally {
            forgetTemporaryTables();
        }
    }

    /** The session is used for other tenants, whose changesets may create the same. */
    private void forgetTemporaryTables() {
        if (connection.isLost()) {
            return;
        }
        try {
            connection.cleanUp(() -> connection.jdbc().sql("discard temp").update());
        } catch (DataAccessException e) {
            connection.doubt("could not be rid of temporary tables", e);
        }
    }

    /** What the history is like afterwards is the same for all of a cohort, and asked only as often as it is to be learnt. */
    private void replay(Replay replay, Cohort cohort) {
        boolean learns = cohort.isToBeLearnt();
        boolean whole = replay.changeSets().size() == cohort.plan().pending().size();
        String last = "select pg_catalog.concat_ws(' ', (%s), (%s)::pg_catalog.text)"
                .formatted(
                        learns ? HistoryDigests.digestOf(tenant.target()) : "select ''",
                        whole && releasable ? held.release() : "true");
        String answer;
        try {
            answer = replay.execute(connection, tenant.target(), tenant.role(), !tenant.hasHistory(), run.ddl(), last);
        } catch (DataAccessException e) {
            fallBack(e);
            return;
        }
        executed += replay.changeSets().size();
        if (!whole) {
            byLiquibase();
            return;
        }
        int space = answer.indexOf(' ');
        if (releasable) {
            held.released(Boolean.parseBoolean(answer.substring(space + 1)));
        }
        if (learns) {
            cohorts.learn(tenant, answer.substring(0, space));
            cohort.learnt();
        }
    }

    /** What is different about this tenant, Liquibase will find out, or say so that people understand it. */
    private void fallBack(DataAccessException failure) {
        run.cancellation().check();
        if (connection.isLost()) {
            throw failure;
        }
        log.warn(
                FailureKind.of(failure) == FailureKind.COLLISION
                        ? "Tenant {} has collided with other sessions, Liquibase goes on with it: {}"
                        : "Tenant {} is not like the others, Liquibase migrates it by itself: {}",
                tenant.schema(),
                FailureSummary.of(failure));
        byLiquibase();
    }

    /** With what was skipped, or failed and is tolerated, others may fare better. */
    private void learn() {
        if (clean) {
            cohorts.learn(
                    tenant,
                    connection
                            .jdbc()
                            .sql(HistoryDigests.digestOf(tenant.target()))
                            .query(String.class)
                            .single());
        }
    }

    @Override
    public void changeSetStarted(ChangeSetId changeSet) {
        log.debug("Tenant {}: changeset {}", tenant.schema(), changeSet);
    }

    @Override
    public void changeSetIsRetried(ChangeSetId changeSet, String reason, Duration pause) {
        log.warn(
                "Tenant {}: changeset {} is retried in {} ms: {}",
                tenant.schema(),
                changeSet,
                pause.toMillis(),
                reason);
    }

    @Override
    public void changeSetFinished(ChangeSetId changeSet, ChangeSetOutcome outcome) {
        if (outcome == ChangeSetOutcome.RECORDED) {
            executed++;
        } else {
            clean = false;
            log.warn("Tenant {}: changeset {} was not executed: {}", tenant.schema(), changeSet, outcome);
        }
    }
}
