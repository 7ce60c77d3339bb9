package io.lockgate.autoconfigure;

import io.lockgate.LockgateException;
import io.lockgate.run.Migrate;
import io.lockgate.startup.Startup;
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

    MigrateDuringInitialization(ObjectProvider<Migrate> migrate, ObjectProvider<ChangelogBeans> changelogs) {
        this.migrate = migrate;
        this.changelogs = changelogs;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof SpringLiquibase liquibase) {
            try {
                migrate.getObject().runFor(changelogs.getObject().changelog(liquibase));
            } catch (LockgateException e) {
                throw Startup.failure(e);
            }
        }
        return bean;
    }
}
