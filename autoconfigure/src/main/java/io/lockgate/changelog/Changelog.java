package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.database.Cancellation;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.Fence;
import io.lockgate.schema.ChangeSetId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.changelog.FastCheckService;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.integration.commandline.LiquibaseCommandLineConfiguration;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.backoff.BackOff;

/**
 * A changelog, described by a {@link SpringLiquibase} bean. The bean itself does all the work, by its own
 * {@link SpringLiquibase#afterPropertiesSet()}, so that everything the user set on it, and every subclass, behaves as ever;
 * but on the connection of the run.
 */
public final class Changelog {

    private static final int MAX_RACES = 5;

    private final String name;

    private final SpringLiquibase bean;

    private final Supplier<List<ChangeExecListener>> listeners;

    private final Memory memory;

    /** What it migrates where it is a tenant's; null for what all share. */
    private final @Nullable ChangelogTarget tenant;

    /** What is done at every start, such as {@code dropFirst}, is done once in the life of the process. */
    private volatile boolean applied;

    private final Circumstances circumstances = new Circumstances();

    private Changelog(
            String name,
            SpringLiquibase bean,
            Supplier<List<ChangeExecListener>> listeners,
            @Nullable ChangelogTarget tenant) {
        this.name = name;
        this.tenant = tenant;
        this.bean = bean;
        this.listeners = listeners;
        this.memory = new Memory(bean);
    }

    /**
     * The changelog of a bean.
     *
     * @param listeners the user's, told beside ours; asked for when something is to be applied. One that a
     *     {@code Customizer<Liquibase>} sets is replaced: {@link Liquibase} does not say which it has
     */
    public static Changelog of(String beanName, SpringLiquibase bean, Supplier<List<ChangeExecListener>> listeners) {
        return new Changelog(beanName, bean, listeners, null);
    }

    /** That of a tenant, of which nothing is remembered by itself: a {@link TenantMemory} is about all of them. */
    static Changelog ofTenant(
            String name, SpringLiquibase bean, Supplier<List<ChangeExecListener>> listeners, ChangelogTarget tenant) {
        return new Changelog(name, bean, listeners, tenant);
    }

    /** Why a bean that loops over schemas by itself is not run: it is serial, and stops at the first failure. */
    public static LockgateException multiTenant(String beanName) {
        return ChangelogNotOursException.multiTenant(beanName);
    }

    /** The name of the bean. */
    public String name() {
        return name;
    }

    /** The schema that the bean names for its changes, if it does. */
    public Optional<String> defaultSchema() {
        return Optional.ofNullable(bean.getDefaultSchema());
    }

    /** Where the bean would get its connection from. */
    public DataSource dataSource() {
        return bean.getDataSource();
    }

    /**
     * Finds out whether nothing is to be done because nothing has changed since nothing was: by comparing fingerprints, without
     * parsing anything. Reads only, and needs no lock.
     *
     * @return nothing, if that is not certain; then {@link #plan} is
     */
    public Optional<ChangelogPlan> recognise(MigrationConnection connection) {
        Optional<Reckoning> recognised =
                connection.isPostgres() && isRemembered() ? memory.recognise(connection) : Optional.empty();
        circumstances.recognised(recognised);
        return recognised.map(Reckoning::plan);
    }

    /**
     * Finds out what is to be done, without writing anything or needing a lock.
     *
     * @return nothing, if the bean is told not to run ({@code shouldRun})
     * @throws ChangelogMissingException if a file is missing
     * @throws ChangelogInvalidException if it cannot be read or is at odds with itself
     * @throws ChecksumMismatchException if executed changesets were edited
     * @throws ChangelogNotOursException if the bean migrates on a thread of its own
     */
    public Optional<ChangelogPlan> plan(MigrationConnection connection) {
        memory.forget();
        Optional<Reckoning> reckoning = reckon(connection);
        circumstances.planned(reckoning, connection);
        reckoning.filter(plan -> isRemembered()).ifPresent(it -> memory.learn(it, connection.cancellation()));
        return reckoning.map(Reckoning::plan).map(plan -> applied || isPlain() ? plan : plan.thatMustRun());
    }

    /**
     * Returns whether a run of Lockgate had locked Liquibase's own lock when this was last compared with its
     * history. If it is gone, it has {@linkplain LockLeftBehind left it behind}.
     */
    public boolean isLockOurs() {
        return circumstances.isLockOurs();
    }

    Optional<Reckoning> reckon(MigrationConnection connection) {
        Reading reading = new Reading();
        boolean dropsFirst = dropsFirst();
        try (Loan loan = new Loan(bean, trail(), connection, reading::stop).withoutDropping()) {
            Liquibase liquibase = loan.call(() -> reading.of(bean));
            if (liquibase == null) {
                refuseIfItRunsElsewhere(loan);
                return Optional.empty();
            }
            try (liquibase) {
                Planner planner = new Planner(name, bean, liquibase, dropsFirst);
                return Optional.of(loan.call(() -> planner.plan(connection, !applied)));
            }
        } catch (Exception e) {
            throw LiquibaseFailure.reading(name, e, connection);
        } finally {
            connection.endTransaction();
        }
    }

    /** A subclass may want its own loader. */
    private ResourceLoader trail() {
        return isRemembered() ? memory.trail() : bean.getResourceLoader();
    }

    /** Whether it is known that nothing is pending, and whatever that depends on. */
    public boolean isCertain() {
        return memory.isCertain();
    }

    /** Lets count no longer what was remembered for a history: its lock is held, and it is about to be changed. */
    public static void invalidate(MigrationConnection connection, ChangelogTarget target) {
        new FingerprintStore(connection).invalidate(target);
    }

    /**
     * Remembers for the next start that nothing is pending, where that is certain; there is nothing to be remembered of what was
     * {@linkplain #recognise recognised}. Never fails: what is not remembered is found out again.
     *
     * @param history the {@linkplain ChangelogHistory#digest digest} of the history that this is true for; null for the one
     *     that the last plan was made for
     */
    public void remember(MigrationConnection connection, @Nullable String history) {
        memory.store(connection, history);
    }

    /** Whether applying the changelog drops everything first, whatever has been applied before. */
    public boolean dropsFirst() {
        return bean.isDropFirst() && !applied;
    }

    /**
     * Whether applying the changelog after a part of it was applied does what applying it once does. It does not where the
     * bean drops everything first, rolls back what it has done as a test, or writes a file of what it is about to do.
     */
    public boolean isRepeatable() {
        return !dropsFirst() && !bean.isTestRollbackOnUpdate() && !writesRollbackFile();
    }

    /**
     * Applies what is pending; the caller holds the lock. A changeset that runs in a transaction and collides with others is
     * rolled back, and tried again after a pause.
     *
     * @param fence around the session that holds the lock; null where advisory locks do not exist
     * @param retry the pauses before a changeset is tried again, and how often it is
     * @return how each changeset that Liquibase tried ended
     * @throws ChangeSetFailedException if a changeset failed
     * @throws io.lockgate.database.RunCancelledException if the run was cancelled
     */
    public Map<ChangeSetId, ChangeSetOutcome> apply(
            MigrationConnection connection,
            @Nullable Fence fence,
            BackOff retry,
            ChangelogListener listener,
            Cancellation cancellation) {
        return apply(connection, fence, retry, listener, cancellation, null);
    }

    /** The same, and writes down what is executed. */
    Map<ChangeSetId, ChangeSetOutcome> apply(
            MigrationConnection connection,
            @Nullable Fence fence,
            BackOff retry,
            ChangelogListener listener,
            Cancellation cancellation,
            @Nullable Recording recording) {
        Progress progress = new Progress(listener, new Effects(connection, fence));
        if (fence != null) {
            Statements statements = new Statements(connection, fence, retry, progress, cancellation);
            connection.watch(recording == null ? statements : recording.around(statements), fence::rolledBack);
        }
        try {
            return applyUntilDone(connection, fence, retry, progress, cancellation, recording);
        } finally {
            connection.stopWatching();
        }
    }

    private Map<ChangeSetId, ChangeSetOutcome> applyUntilDone(
            MigrationConnection connection,
            @Nullable Fence fence,
            BackOff retry,
            Progress progress,
            Cancellation cancellation,
            @Nullable Recording recording) {
        CollisionRetry collisions = new CollisionRetry(connection, retry);
        int fastCheckRaces = 0;
        while (true) {
            try {
                applyOnce(connection, fence, progress, recording);
                Map<ChangeSetId, ChangeSetOutcome> outcomes = progress.outcomes();
                if (outcomes.values().stream().allMatch(ChangeSetOutcome.RECORDED::equals)) {
                    memory.learnThatAllIsDone(cancellation);
                } else {
                    memory.forget();
                }
                return outcomes;
            } catch (Exception e) {
                if (fastCheckRaces < MAX_RACES && FastCheckRace.isIn(e)) {
                    fastCheckRaces++;
                    progress.beginAnew();
                    continue;
                }
                Optional<Duration> pause = fence != null && isRepeatable()
                        ? collisions.pauseAfter(progress.failureOr(e), progress)
                        : Optional.empty();
                if (pause.isEmpty()) {
                    throw LiquibaseFailure.applying(name, e, progress, connection, cancellation);
                }
                progress.retrying(FailureKind.reason(progress.failureOr(e)), pause.get());
                progress.beginAnew();
                connection.endTransaction();
                cancellation.sleep(pause.get());
            } finally {
                connection.endTransaction();
                if (fence != null) {
                    fence.abandonRole();
                }
            }
        }
    }

    private void applyOnce(
            MigrationConnection connection,
            @Nullable Fence fence,
            Progress progress,
            @Nullable ChangeExecListener recording)
            throws Exception {
        Consumer<Liquibase> word = liquibase -> liquibase.setChangeExecListener(
                ExecListeners.of(connection, fence, tenant, recording, progress, listeners.get()));
        try (Loan loan = new Loan(bean, bean.getResourceLoader(), connection, word)) {
            if (applied) {
                loan.withoutDropping();
            }
            loan.call(() -> {
                Scope.getCurrentScope().getSingleton(FastCheckService.class).clearCache();
                bean.afterPropertiesSet();
                return null;
            });
            if (!loan.reached()) {
                throw ranElsewhere(loan);
            }
            if (fence != null) {
                fence.prove();
            }
            applied = true;
        }
    }

    /** The file has a setter only. Where we may not look, such as in a native image, there may be one. */
    private boolean writesRollbackFile() {
        DirectFieldAccessor fields = new DirectFieldAccessor(bean);
        return !fields.isReadableProperty("rollbackFile") || fields.getPropertyValue("rollbackFile") != null;
    }

    /** A subclass that did nothing on our thread may be about to do it on another, where our lock does not count. */
    private void refuseIfItRunsElsewhere(Loan loan) {
        if (!isPlain() && LiquibaseCommandLineConfiguration.SHOULD_RUN.getCurrentValue()) {
            throw ranElsewhere(loan);
        }
    }

    /** A subclass of the user's may do more than migrate. */
    private boolean isPlain() {
        return bean.getClass() == SpringLiquibase.class
                || bean.getClass().getName().startsWith("org.springframework.boot.");
    }

    private boolean isRemembered() {
        return tenant == null && isPlain();
    }

    private LockgateException ranElsewhere(Loan loan) {
        loan.withoutDropping().keepGuarded();
        return ChangelogNotOursException.ranElsewhere(name, bean.getClass());
    }
}
