package io.lockgate.autoconfigure;

import io.lockgate.changelog.TenantChangelog;
import io.lockgate.run.TenantPhase;
import io.lockgate.schema.TenantSchemas;
import io.lockgate.tenant.Tenants;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import liquibase.UpdateSummaryEnum;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.integration.spring.SpringLiquibase;
import liquibase.ui.UIServiceEnum;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseProperties;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Finds the tenants of an application: where the first changelog's schema lives, with the settings of
 * {@code spring.liquibase.*} that are about reading a changelog.
 */
final class TenantBeans implements Supplier<Optional<TenantPhase>> {

    private final LockgateProperties.Tenants properties;

    private final ListableBeanFactory beans;

    private final ChangelogBeans changelogs;

    private final ResourceLoader resources;

    private @Nullable TenantPhase phase;

    TenantBeans(
            LockgateProperties.Tenants properties,
            ListableBeanFactory beans,
            ChangelogBeans changelogs,
            ResourceLoader resources) {
        this.properties = properties;
        this.beans = beans;
        this.changelogs = changelogs;
        this.resources = resources;
    }

    @Override
    public synchronized Optional<TenantPhase> get() {
        String changeLog = properties.changeLog();
        if (changeLog == null || changeLog.isBlank()) {
            return Optional.empty();
        }
        if (phase == null) {
            phase = new TenantPhase(
                    new Tenants(changelog(changeLog), this::schemas, properties.settings()),
                    properties.isBesideTraffic());
        }
        return Optional.of(phase);
    }

    private TenantChangelog changelog(String changeLog) {
        DataSource dataSource = changelogs.get().stream()
                .findFirst()
                .orElseThrow(NoSharedChangelogException::new)
                .dataSource();
        @Nullable
        LiquibaseProperties liquibase =
                beans.getBeanProvider(LiquibaseProperties.class).getIfAvailable();
        return new TenantChangelog(
                parameters -> bean(changeLog, dataSource, liquibase, parameters),
                () -> beans.getBeanProvider(ChangeExecListener.class)
                        .orderedStream()
                        .toList());
    }

    private TenantSchemas schemas() {
        return beans.getBeanProvider(TenantSchemas.class).getIfAvailable(properties::source);
    }

    private SpringLiquibase bean(
            String changeLog,
            DataSource dataSource,
            @Nullable LiquibaseProperties properties,
            Map<String, String> parameters) {
        SpringLiquibase bean = new SpringLiquibase();
        bean.setChangeLog(changeLog);
        bean.setDataSource(dataSource);
        bean.setResourceLoader(resources);
        Map<String, String> all = new HashMap<>();
        if (properties != null) {
            copy(properties, bean);
            if (properties.getParameters() != null) {
                all.putAll(properties.getParameters());
            }
        }
        all.putAll(parameters);
        bean.setChangeLogParameters(all);
        return bean;
    }

    /** What is about one schema, such as dropping it first, is not for all. */
    private static void copy(LiquibaseProperties properties, SpringLiquibase bean) {
        bean.setContexts(StringUtils.collectionToCommaDelimitedString(properties.getContexts()));
        bean.setLabelFilter(StringUtils.collectionToCommaDelimitedString(properties.getLabelFilter()));
        bean.setDatabaseChangeLogTable(properties.getDatabaseChangeLogTable());
        bean.setDatabaseChangeLogLockTable(properties.getDatabaseChangeLogLockTable());
        bean.setLiquibaseTablespace(properties.getLiquibaseTablespace());
        bean.setAnalyticsEnabled(properties.getAnalyticsEnabled());
        bean.setLicenseKey(properties.getLicenseKey());
        if (properties.getShowSummary() != null) {
            bean.setShowSummary(
                    UpdateSummaryEnum.valueOf(properties.getShowSummary().name()));
        }
        if (properties.getShowSummaryOutput() != null) {
            bean.setShowSummaryOutput(UpdateSummaryOutputEnum.valueOf(
                    properties.getShowSummaryOutput().name()));
        }
        if (properties.getUiService() != null) {
            bean.setUiService(UIServiceEnum.valueOf(properties.getUiService().name()));
        }
    }
}
