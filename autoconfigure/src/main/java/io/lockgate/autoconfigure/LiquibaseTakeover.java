package io.lockgate.autoconfigure;

import io.lockgate.startup.Startup;
import io.lockgate.startup.StartupPhase;
import java.util.List;
import liquibase.integration.spring.MultiTenantSpringLiquibase;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;

/**
 * Keeps the container from migrating while it creates beans: it leaves {@code afterPropertiesSet()} of a
 * {@link SpringLiquibase} alone once that is registered as managed by somebody else
 * ({@code AbstractAutowireCapableBeanFactory.invokeInitMethods}), and the run calls it later. All else about the bean stays as
 * the user, or Boot, defined it.
 */
final class LiquibaseTakeover
        implements MergedBeanDefinitionPostProcessor, PriorityOrdered, BeanFactoryAware, EnvironmentAware {

    private static final Logger log = LoggerFactory.getLogger(LiquibaseTakeover.class);

    private @Nullable BeanFactory beanFactory;

    private @Nullable Environment environment;

    private boolean warned;

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
        if (SpringLiquibase.class.isAssignableFrom(type) || MultiTenantSpringLiquibase.class.isAssignableFrom(type)) {
            definition.registerExternallyManagedInitMethod("afterPropertiesSet");
            warnOfEarlyUse();
        }
    }

    /** Now, since beans that use the database are created after the first {@link SpringLiquibase}, and may fail. */
    private void warnOfEarlyUse() {
        if (warned
                || environment == null
                || !(beanFactory instanceof ListableBeanFactory beans)
                || isEarly(environment)) {
            return;
        }
        warned = true;
        List<String> users = Startup.earlyUsers(beans, environment);
        if (!users.isEmpty()) {
            log.warn(
                    "{} would meet the schema before it is migrated: set lockgate.startup.phase=init",
                    String.join(", ", users));
        }
    }

    private static boolean isEarly(Environment environment) {
        return StartupPhase.INIT.name().equalsIgnoreCase(environment.getProperty("lockgate.startup.phase"));
    }
}
