package io.lockgate.changelog;

import io.lockgate.LockgateException;

/** A bean describes migrations in a way that cannot be run under a lock. */
final class ChangelogNotOursException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private ChangelogNotOursException(String message, String action) {
        super(message, action);
    }

    static ChangelogNotOursException ranElsewhere(String changelog, Class<?> type) {
        return new ChangelogNotOursException(
                "The bean '%s' (%s) returned without having migrated on the connection that holds the lock."
                        .formatted(changelog, type.getName()),
                "Lockgate already migrates after the web server is up, so an asynchronous subclass of SpringLiquibase is "
                        + "not needed: use SpringLiquibase itself. If the bean is not meant to run, set "
                        + "spring.liquibase.enabled=false or remove it.");
    }

    /** A bean that loops over schemas by itself, serially and under one lock row per schema. */
    static ChangelogNotOursException multiTenant(String bean) {
        return new ChangelogNotOursException(
                "The bean '%s' is a MultiTenantSpringLiquibase, which Lockgate does not run.".formatted(bean),
                "Remove the bean, and describe the tenants by lockgate.tenants.change-log and lockgate.tenants.schemas or "
                        + "lockgate.tenants.query.");
    }
}
