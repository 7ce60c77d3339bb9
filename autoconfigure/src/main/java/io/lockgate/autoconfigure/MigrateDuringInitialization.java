package io.lockgate.autoconfigure;

import io.lockgate.changelog.Changelog;
import io.lockgate.run.Migrate;
import io.lockgate.startup.Startup;
import liquibase.integration.spring.MultiTenantSpringLiquibase;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Migrates at the moment at which Boot would, so that beans which depend on the database, and are created after the
 * {@link SpringLiquibase} for that reason, meet a migrated schema.
 */
final class MigrateDuringInitialization implements BeanPostProcessor {

    private final ObjectProvider<Migrate> migrate;

    private final ObjectProvider<ChangelogBeans> changelogs;

    private final ObjectProvider<LockgateProperties> properties;

    MigrateDuringInitialization(
            ObjectProvider<Migrate> migrate,
            ObjectProvider<ChangelogBeans> changelogs,
            ObjectProvider<LockgateProperties> properties) {
        this.migrate = migrate;
        this.changelogs = changelogs;
        this.properties = properties;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof SpringLiquibase liquibase) {
            Startup.migrateEarly(
                    migrate.getObject(),
                    changelogs.getObject().changelog(liquibase),
                    properties.getObject().shutdown().timeout());
        }
        if (bean instanceof MultiTenantSpringLiquibase) {
            throw Startup.failure(Changelog.multiTenant(beanName));
        }
        return bean;
    }
}
