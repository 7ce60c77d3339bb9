package io.lockgate.changelog;

import liquibase.Liquibase;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;

/**
 * Gets at the {@link Liquibase} that a bean would migrate with: lets the bean build it, and stops the bean before it uses it.
 * What it was given to work with, such as parameters and the resource accessor, has no getters on the bean.
 */
final class Reading {

    private @Nullable Liquibase liquibase;

    /** To be called by the bean's customizer, which is the last thing that a bean asks before it migrates. */
    void stop(Liquibase built) {
        liquibase = built;
        throw new EnoughReadSignal();
    }

    /** What the bean built; null if it built nothing, because it is told not to run. */
    @Nullable
    Liquibase of(SpringLiquibase bean) throws LiquibaseException {
        try {
            bean.afterPropertiesSet();
        } catch (LiquibaseException | RuntimeException e) {
            // a subclass may wrap what it catches
            if (!isOurs(e)) {
                throw e;
            }
        }
        return liquibase;
    }

    private static boolean isOurs(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EnoughReadSignal) {
                return true;
            }
        }
        return false;
    }

    private static final class EnoughReadSignal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        EnoughReadSignal() {
            super("Lockgate has read enough", null, false, false);
        }
    }
}
