package io.lockgate.autoconfigure;

import io.lockgate.run.RunListener;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * The listeners that can hear of a run while beans are still being created: our own, and those that exist already. One that
 * needs the database cannot exist before it is migrated.
 */
final class ListenersSoFar {

    private static final String OURS = "lockgate";

    private ListenersSoFar() {}

    static List<RunListener> of(ConfigurableListableBeanFactory beans) {
        return Stream.of(beans.getBeanNamesForType(RunListener.class, false, false))
                .filter(name -> name.startsWith(OURS) || beans.containsSingleton(name))
                .map(name -> beans.getBean(name, RunListener.class))
                .sorted(AnnotationAwareOrderComparator.INSTANCE)
                .toList();
    }
}
