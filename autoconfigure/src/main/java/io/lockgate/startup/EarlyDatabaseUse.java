package io.lockgate.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** What of an application would use the database while its context starts, and so before it is migrated. */
final class EarlyDatabaseUse {

    /** Beans that the framework registers under fixed names, and what they stand for. */
    private static final Map<String, String> BEANS = Map.of(
            "org.springframework.scheduling.config.internalScheduledAnnotationProcessor", "@Scheduled methods",
            "org.springframework.kafka.config.internalKafkaListenerEndpointRegistry", "Kafka listener containers",
            "org.springframework.amqp.rabbit.config.internalRabbitListenerEndpointRegistry",
                    "Rabbit listener containers",
            "org.springframework.jms.config.internalJmsListenerEndpointRegistry", "JMS listener containers");

    private static final String QUARTZ = "org.quartz.Scheduler";

    private static final String JPA = "jakarta.persistence.EntityManagerFactory";

    private EarlyDatabaseUse() {}

    /** Names what is seen, by definitions alone: nothing is created. */
    static List<String> in(ListableBeanFactory beans, Environment environment) {
        List<String> found = new ArrayList<>();
        if (validates(environment) && hasBeanOf(JPA, beans)) {
            found.add("JPA (spring.jpa.hibernate.ddl-auto=validate)");
        }
        if (hasBeanOf(QUARTZ, beans) && environment.getProperty("spring.quartz.auto-startup", Boolean.class, true)) {
            found.add("the Quartz scheduler");
        }
        BEANS.forEach((bean, use) -> {
            if (beans.containsBeanDefinition(bean)) {
                found.add(use);
            }
        });
        found.sort(null);
        return found;
    }

    private static boolean validates(Environment environment) {
        String ddlAuto = environment.getProperty(
                "spring.jpa.hibernate.ddl-auto",
                environment.getProperty("spring.jpa.properties.hibernate.hbm2ddl.auto", ""));
        return ddlAuto.toLowerCase(Locale.ROOT).equals("validate");
    }

    /**
     * Includes prototypes, although none is expected: without them Spring skips what a factory bean makes unless it may
     * create the factory ({@code DefaultListableBeanFactory.doGetBeanNamesForType}), and Boot defines both types so.
     */
    private static boolean hasBeanOf(String type, ListableBeanFactory beans) {
        ClassLoader classLoader = EarlyDatabaseUse.class.getClassLoader();
        return ClassUtils.isPresent(type, classLoader)
                && beans.getBeanNamesForType(ClassUtils.resolveClassName(type, classLoader), true, false).length > 0;
    }
}
