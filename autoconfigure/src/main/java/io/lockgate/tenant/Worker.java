package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.changelog.RepeatedLoss;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.LockNotAcquiredException;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOffExecution;

/** Migrates one tenant after the other on one connection, as long as there are any. */
final class Worker implements Runnable {

    private final Batch batch;

    private final TenantMigration migration;

    private final TenantRun run;

    private @Nullable MigrationConnection connection;

    private boolean own;

    /**
     * A worker.
     *
     * @param connection the one to begin with, which stays the caller's; null to open one
     */
    Worker(Batch batch, TenantMigration migration, TenantRun run, @Nullable MigrationConnection connection) {
        this.batch = batch;
        this.migration = migration;
        this.run = run;
        this.connection = connection;
    }

    @Override
    public void run() {
        try {
            while (batch.hasNext()) {
                connect();
                Tenant tenant = batch.next();
                if (tenant != null) {
                    migrate(tenant);
                }
            }
        } catch (RuntimeException e) {
            FailureKind.throwError(e);
            batch.workerFailed(run.failure(e, connection));
        } finally {
            giveBack();
        }
    }

    /** Who has no connection takes no tenant, which others could migrate. */
    private MigrationConnection connect() {
        if (connection == null || connection.isLost()) {
            boolean first = !own && connection != null;
            giveBack();
            connection = run.open(first);
            own = true;
        }
        return connection;
    }

    private void migrate(Tenant tenant) {
        BackOffExecution attempts = run.retry().start();
        RepeatedLoss losses = new RepeatedLoss();
        batch.began(tenant);
        boolean done = false;
        try {
            while (!done) {
                done = attempt(tenant, attempts, losses);
            }
        } finally {
            if (!done) {
                batch.putBack(tenant);
            }
        }
    }

    /** Whether it is known what became of the tenant; if not, it is tried again on another connection. */
    private boolean attempt(Tenant tenant, BackOffExecution attempts, RepeatedLoss losses) {
        MigrationConnection current = connect();
        try {
            OptionalInt executed = migration.migrate(tenant, current);
            if (executed.isPresent()) {
                batch.done(tenant, executed.getAsInt());
            } else {
                batch.taken(tenant, null);
            }
        } catch (LockNotAcquiredException e) {
            batch.taken(tenant, e);
        } catch (RuntimeException e) {
            FailureKind.throwError(e);
            LockgateException failure = losses.judge(run.failure(e, current));
            if (run.cancellation().isRequested()) {
                throw failure;
            }
            // not where a part was done that is not undone, nor where the changeset itself ends the session
            long pause = current.isLost() && failure.isRetryable() ? attempts.nextBackOff() : BackOffExecution.STOP;
            if (pause != BackOffExecution.STOP) {
                run.cancellation().sleep(Duration.ofMillis(pause));
                return false;
            }
            batch.failed(tenant, losses.judgeLast(failure));
        }
        return true;
    }

    private void giveBack() {
        if (own && connection != null) {
            run.close(connection);
        }
        connection = null;
        own = false;
    }
}
