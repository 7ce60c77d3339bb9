package io.lockgate.autoconfigure;

import io.lockgate.changelog.Changelog;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.integration.spring.MultiTenantSpringLiquibase;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds the changelogs of an application: its {@link SpringLiquibase} beans, in their order. Those of a parent context were
 * migrated when the parent started.
 */
final class ChangelogBeans implements Supplier<List<Changelog>> {

    private final ListableBeanFactory beans;

    private final Map<String, Changelog> changelogs = new ConcurrentHashMap<>();

    ChangelogBeans(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * All changelogs.
     *
     * @throws io.lockgate.LockgateException if there is a bean that migrates many schemas by itself
     */
    @Override
    public List<Changelog> get() {
        for (String multiTenant : beans.getBeanNamesForType(MultiTenantSpringLiquibase.class)) {
            throw Changelog.multiTenant(multiTenant);
        }
        Collection<SpringLiquibase> ours =
                beans.getBeansOfType(SpringLiquibase.class).values();
        return beans.getBeanProvider(SpringLiquibase.class)
                .orderedStream()
                .filter(ours::contains)
                .map(this::changelog)
                .toList();
    }

    Changelog changelog(SpringLiquibase bean) {
        return changelogs.computeIfAbsent(bean.getBeanName(), name -> Changelog.of(name, bean, this::listeners));
    }

    private List<ChangeExecListener> listeners() {
        return beans.getBeanProvider(ChangeExecListener.class).orderedStream().toList();
    }
}
