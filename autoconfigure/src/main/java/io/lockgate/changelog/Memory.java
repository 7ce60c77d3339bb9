package io.lockgate.changelog;

import io.lockgate.database.Cancellation;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.database.RunCancelledException;
import java.util.List;
import java.util.Optional;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ResourceLoader;
import org.springframework.dao.DataAccessException;

/**
 * Remembers from one start to the next with which changelog and which history nothing was pending. In doubt it remembers
 * nothing, and Liquibase is asked.
 */
final class Memory {

    private static final Logger log = LoggerFactory.getLogger(Memory.class);

    private final SpringLiquibase bean;

    private final ResourceTrail trail;

    private @Nullable Learned learned;

    Memory(SpringLiquibase bean) {
        this.bean = bean;
        this.trail = new ResourceTrail(bean.getResourceLoader());
    }

    /** What the bean is to read through, so that it is known what counts. */
    ResourceLoader trail() {
        return trail;
    }

    /** Compares what is with what was remembered; nothing if that is not the same, or is not known. */
    Optional<Reckoning> recognise(MigrationConnection connection) {
        try {
            Optional<StoredFingerprint> stored = new FingerprintLookup(connection.jdbc()).find(bean);
            if (stored.isEmpty()) {
                log.debug("{}: no fingerprint counts for the history as it is", bean.getBeanName());
                return Optional.empty();
            }
            Fingerprint fingerprint = stored.get().fingerprint();
            if (!isOfNow(fingerprint, connection.cancellation())) {
                log.debug("{}: the changelog is not the one of the fingerprint", bean.getBeanName());
                return Optional.empty();
            }
            log.info(
                    "{}: nothing has changed since the last run (fingerprint {})",
                    bean.getBeanName(),
                    fingerprint.start());
            return Optional.of(new Reckoning(
                    new ChangelogPlan(bean.getBeanName(), stored.get().target(), List.of(), false),
                    true,
                    stored.get().lockIsOurs()));
        } catch (DataAccessException e) {
            if (connection.isToBlameFor(e)) {
                throw e;
            }
            log.debug("{}: the fingerprint could not be compared", bean.getBeanName(), e);
            return Optional.empty();
        }
    }

    /** Liquibase has just compared the changelog with its history. */
    void learn(Reckoning reckoning, Cancellation cancellation) {
        ChangelogPlan plan = reckoning.plan();
        if (!reckoning.lasts()) {
            log.debug("{} has no fingerprint: every start has something to do or to ask", bean.getBeanName());
        }
        String history = plan.history();
        learned = reckoning.lasts() && history != null && !bean.isDropFirst()
                ? Fingerprint.taken(bean, cancellation, () -> Fingerprint.of(bean, trail))
                        .map(fingerprint -> new Learned(fingerprint, plan.target(), history, plan.isCurrent()))
                        .orElse(null)
                : null;
    }

    /**
     * Liquibase has just executed what was pending. What it looked for meanwhile decides nothing, such as each value of a
     * {@code loadData} that may name a file; but what decides must not have changed. What is done stays done, whoever wants us to
     * stop meanwhile: nothing is remembered then.
     */
    void learnThatAllIsDone(Cancellation cancellation) {
        Learned before = learned;
        learned = null;
        try {
            if (before != null && isOfNow(before.fingerprint(), cancellation)) {
                learned = before.done();
            }
        } catch (RunCancelledException e) {
            forget();
        }
    }

    private boolean isOfNow(Fingerprint then, Cancellation cancellation) {
        return Fingerprint.taken(bean, cancellation, () -> Fingerprint.of(bean, then.inputs()))
                .equals(Optional.of(then));
    }

    /** What was learned does not count. */
    void forget() {
        learned = null;
        trail.clear();
    }

    /** Whether there is anything to be remembered. */
    boolean isCertain() {
        return learned != null && learned.current();
    }

    /**
     * Stores what was learned.
     *
     * @param history the digest of the history that it is true for; null for the one that Liquibase was asked about
     */
    void store(MigrationConnection connection, @Nullable String history) {
        if (learned != null && learned.current()) {
            try {
                new FingerprintStore(connection)
                        .store(
                                learned.target(),
                                bean.getBeanName(),
                                learned.fingerprint(),
                                history == null ? learned.history() : history);
            } catch (RuntimeException e) {
                log.warn(
                        "{}: the fingerprint could not be stored, so that the next start takes longer: {}",
                        bean.getBeanName(),
                        FailureKind.reason(e));
            }
        }
    }

    /** A fingerprint, and the history that it belongs to; current if nothing is pending with them. */
    private record Learned(Fingerprint fingerprint, ChangelogTarget target, String history, boolean current) {

        Learned done() {
            return new Learned(fingerprint, target, history, true);
        }
    }
}
