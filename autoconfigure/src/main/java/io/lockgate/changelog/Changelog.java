package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.database.Cancellation;
import io.lockgate.database.MigrationConnection;
import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.changelog.FastCheckService;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.DefaultChangeExecListener;
import liquibase.integration.commandline.LiquibaseCommandLineConfiguration;
import liquibase.integration.spring.SpringLiquibase;

/**
 * A changelog, described by a {@link SpringLiquibase} bean. The bean itself does all the work, by its own
 * {@link SpringLiquibase#afterPropertiesSet()}, so that everything the user set on it, and every subclass, behaves as ever;
 * but on the connection of the run.
 */
public final class Changelog {

    private final String name;

    private final SpringLiquibase bean;

    private final List<ChangeExecListener> listeners;

    /** What is done at every start, such as {@code dropFirst}, is done once in the life of the process. */
    private volatile boolean applied;

    private Changelog(String name, SpringLiquibase bean, List<ChangeExecListener> listeners) {
        this.name = name;
        this.bean = bean;
        this.listeners = listeners;
    }

    /**
     * The changelog of a bean.
     *
     * @param listeners the user's, told beside ours. One that a {@code Customizer<Liquibase>} sets is replaced:
     *     {@link Liquibase} does not say which it has
     */
    public static Changelog of(String beanName, SpringLiquibase bean, List<ChangeExecListener> listeners) {
        return new Changelog(beanName, bean, List.copyOf(listeners));
    }

    /** Why a bean that loops over schemas by itself is not run: it is serial, and stops at the first failure. */
    public static LockgateException multiTenant(String beanName) {
        return ChangelogNotOursException.multiTenant(beanName);
    }

    /** The name of the bean. */
    public String name() {
        return name;
    }

    /** Where the bean would get its connection from. */
    public DataSource dataSource() {
        return bean.getDataSource();
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
        Reading reading = new Reading();
        try (Loan loan = new Loan(bean, connection, reading::stop).withoutDropping()) {
            Liquibase liquibase = loan.call(() -> reading.of(bean));
            if (liquibase == null) {
                refuseIfItRunsElsewhere(loan);
                return Optional.empty();
            }
            try (liquibase) {
                Planner planner = new Planner(name, bean, liquibase, loan.dropsFirst() && !applied);
                ChangelogPlan plan = loan.call(() -> planner.plan(connection.isPostgres(), !applied));
                return Optional.of(applied || isPlain() ? plan : plan.thatMustRun());
            }
        } catch (Exception e) {
            throw LiquibaseFailure.reading(name, e);
        } finally {
            connection.endTransaction();
        }
    }

    /**
     * Applies what is pending; the caller holds the lock.
     *
     * @return how each changeset that Liquibase tried ended
     * @throws ChangeSetFailedException if a changeset failed
     * @throws io.lockgate.database.RunCancelledException if the run was cancelled
     */
    public Map<ChangeSetId, ChangeSetOutcome> apply(
            MigrationConnection connection, ChangelogListener listener, Cancellation cancellation) {
        Progress progress = new Progress(listener);
        try (Loan loan = new Loan(bean, connection, liquibase -> listen(liquibase, connection, progress))) {
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
            applied = true;
            return progress.outcomes();
        } catch (Exception e) {
            throw LiquibaseFailure.applying(
                    name, progress.failureOr(e), progress.current(), connection.isLost(), cancellation);
        } finally {
            connection.endTransaction();
        }
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

    private LockgateException ranElsewhere(Loan loan) {
        loan.withoutDropping().keepGuarded();
        return ChangelogNotOursException.ranElsewhere(name, bean.getClass());
    }

    private void listen(Liquibase liquibase, MigrationConnection connection, Progress progress) {
        List<ChangeExecListener> all = new ArrayList<>();
        if (connection.isPostgres()) {
            all.add(new ExactlyOnce(connection));
        }
        all.add(progress);
        all.addAll(listeners);
        liquibase.setChangeExecListener(new DefaultChangeExecListener(all.toArray(ChangeExecListener[]::new)));
    }
}
