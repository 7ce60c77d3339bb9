package io.lockgate.autoconfigure;

import io.lockgate.check.CheckSettings;
import io.lockgate.check.SchemaCheck;
import io.lockgate.check.SchemaChecks;
import io.lockgate.database.DatabaseWait;
import io.lockgate.database.DdlTimeouts;
import io.lockgate.database.Pooler;
import io.lockgate.database.SessionSettings;
import io.lockgate.guard.MigrationGuard;
import io.lockgate.history.Deployment;
import io.lockgate.history.RunHistory;
import io.lockgate.lock.LockWait;
import io.lockgate.run.Migrate;
import io.lockgate.run.Observers;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunSettings;
import io.lockgate.startup.Lockgate;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.startup.SchemaStates;
import io.lockgate.startup.Startup;
import io.lockgate.startup.TenantStates;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Migrates in place of the {@link SpringLiquibase} beans, under a lock, and lets traffic in when the schema is ready. */
@AutoConfiguration(after = {LiquibaseAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class})
@ConditionalOnClass({SpringLiquibase.class, JdbcClient.class})
@ConditionalOnBooleanProperty(name = "lockgate.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LockgateProperties.class)
@ImportRuntimeHints(LiquibaseFields.class)
public final class LockgateAutoConfiguration {

    @Bean
    static LiquibaseTakeover lockgateLiquibaseTakeover() {
        return new LiquibaseTakeover();
    }

    @Bean
    @ConditionalOnProperty(name = "lockgate.startup.phase", havingValue = "init")
    static MigrateDuringInitialization lockgateMigrateDuringInitialization(
            ObjectProvider<Migrate> migrate,
            ObjectProvider<ChangelogBeans> changelogs,
            ObjectProvider<LockgateProperties> properties) {
        return new MigrateDuringInitialization(migrate, changelogs, properties);
    }

    @Bean
    ChangelogBeans lockgateChangelogs(ListableBeanFactory beans) {
        return new ChangelogBeans(beans);
    }

    @Bean
    TenantBeans lockgateTenants(
            LockgateProperties properties,
            ListableBeanFactory beans,
            ChangelogBeans changelogs,
            ResourceLoader resources) {
        return new TenantBeans(properties.tenants(), beans, changelogs, resources);
    }

    @Bean
    Deployment lockgateDeployment(Environment environment, ObjectProvider<BuildProperties> build) {
        return Deployments.of(environment, build.getIfAvailable());
    }

    @Bean
    Migrate lockgateMigrate(
            ChangelogBeans changelogs,
            TenantBeans tenants,
            LockgateProperties properties,
            Deployment deployment,
            ObjectProvider<SchemaCheck> checks,
            ObjectProvider<RunListener> listeners,
            ObjectProvider<DataSourcePoolMetadataProvider> pools,
            ConfigurableListableBeanFactory beans,
            ConfigurableApplicationContext context) {
        LockgateProperties.Checks check = properties.checks();
        return new Migrate(
                changelogs,
                tenants,
                runSettings(properties, deployment, new PoolRoom(pools)),
                new MigrationGuard(),
                SchemaChecks.of(
                        new CheckSettings(check.timeout(), check.attempts(), check.delay()),
                        () -> checks(check, checks)),
                new Observers(() -> listeners.orderedStream().toList(), () -> ListenersSoFar.of(beans)),
                Startup.ending(context));
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    ReadinessGate lockgateReadinessGate() {
        return new ReadinessGate();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    RunListener lockgateLog() {
        return RunListener.logging();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 2)
    @ConditionalOnBooleanProperty(name = "lockgate.history.enabled", matchIfMissing = true)
    RunHistory lockgateRunHistory(Deployment deployment) {
        return new RunHistory(deployment);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 3)
    RunListener lockgateEvents(ApplicationEventPublisher publisher) {
        return Startup.publishing(publisher);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 4)
    RunListener lockgateStartupSteps(ConfigurableApplicationContext context) {
        return Startup.recording(context.getApplicationStartup());
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 5)
    TenantStates lockgateTenantStates(ObjectProvider<Migrate> migrate) {
        return new TenantStates(migrate::getObject);
    }

    @Bean
    @Lazy
    SchemaStates lockgateSchemaStates(ChangelogBeans changelogs, ReadinessGate gate) {
        return new SchemaStates(changelogs, gate);
    }

    @Bean
    @Lazy
    Lockgate lockgate(Migrate migrate, ReadinessGate gate, SchemaStates schemas, TenantStates tenants) {
        return new Lockgate(migrate, gate, schemas, tenants);
    }

    @Bean(Startup.RUNNER)
    ApplicationRunner lockgateMigrateOnStartup(
            Migrate migrate,
            ReadinessGate gate,
            LockgateProperties properties,
            ConfigurableApplicationContext context) {
        return Startup.migrating(migrate, gate, properties.onFailure(), context);
    }

    @Bean
    ApplicationListener<ContextClosedEvent> lockgateCancelOnShutdown(
            Migrate migrate, LockgateProperties properties, ConfigurableApplicationContext context) {
        return Startup.cancelling(migrate, properties.shutdown().timeout(), context);
    }

    /**
     * The listener that takes back readiness which is declared too early.
     *
     * @param availability created first, so that it hears of a change before us, who are of the same order
     */
    @Bean
    ApplicationListener<PayloadApplicationEvent<?>> lockgateEarlyReadiness(
            ReadinessGate gate,
            ApplicationEventPublisher publisher,
            ObjectProvider<ApplicationAvailability> availability) {
        availability.ifAvailable(first -> {});
        return Startup.holdingReadiness(gate, publisher);
    }

    private static RunSettings runSettings(LockgateProperties properties, Deployment deployment, PoolRoom room) {
        LockgateProperties.Database.Wait wait = properties.database().patience();
        Pooler pooler = properties.lock().pooler();
        return new RunSettings(
                properties.timeout(),
                new DatabaseWait(wait.maxAttempts(), wait.delay()),
                new LockWait(properties.lock().waitTimeout(), properties.lock().takeoverAfter()),
                pooler,
                SessionSettings.of(deployment.sessionName(), pooler),
                new DdlTimeouts(properties.ddl().lockTimeout(), properties.ddl().statementTimeout()),
                properties.retry().backOff(),
                room);
    }

    private static List<SchemaCheck> checks(LockgateProperties.Checks properties, ObjectProvider<SchemaCheck> beans) {
        Stream<SchemaCheck> sql = properties.sql().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(check -> SchemaCheck.sql(
                        check.getKey(),
                        check.getValue().query(),
                        check.getValue().expect()));
        return Stream.concat(sql, beans.orderedStream()).toList();
    }
}
