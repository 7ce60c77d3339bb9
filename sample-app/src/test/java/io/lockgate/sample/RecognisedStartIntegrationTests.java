package io.lockgate.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A start of the executable jar that is recognised by its fingerprint needs no more of Liquibase than creating its bean does:
 * that is what makes it cheap.
 */
class RecognisedStartIntegrationTests {

    private static final String RECOGNISED = "nothing has changed since the last run";

    private static final Pattern WORKING_CLASS = Pattern.compile(
            "\\[class,load] (liquibase\\.(?:parser|change|changelog|database|command|snapshot)\\.\\S+)");

    /** An interface whose beans are looked for. */
    private static final String LISTENER = "liquibase.changelog.visitor.ChangeExecListener";

    @Test
    void nothingOfLiquibaseIsLoadedThatReadsOrMigrates() {
        try (Deployment deployment = Deployment.of(getClass(), loggingClasses(), Contestant.LOCKGATE)) {
            OrdersProcess first = deployment.start().awaitReady();
            OrdersProcess second = deployment.start().awaitReady();

            assertThat(first.output()).doesNotContain(RECOGNISED);
            assertThat(classes(first)).anyMatch(name -> name.startsWith("liquibase.parser.core.yaml."));
            assertThat(second.output()).contains(RECOGNISED);
            assertThat(classes(second)).isSubsetOf(classesOfTheBeanAlone());
        }
    }

    /** Liquibase is told not to run once its bean is there. */
    private Set<String> classesOfTheBeanAlone() {
        ServiceJar jar = loggingClasses("-Dliquibase.shouldRun=false");
        try (Deployment deployment = Deployment.of(getClass(), jar, Contestant.SPRING_BOOT)) {
            Set<String> classes = classes(deployment.start().awaitReady());
            classes.add(LISTENER);
            return classes;
        }
    }

    private static ServiceJar loggingClasses(String... more) {
        ServiceJar jar = ServiceJar.built();
        List<String> options = new ArrayList<>(jar.options());
        options.add("-Xlog:class+load");
        options.addAll(List.of(more));
        return new ServiceJar(jar.path(), options);
    }

    private static Set<String> classes(OrdersProcess process) {
        Set<String> classes = new TreeSet<>();
        for (MatchResult found :
                WORKING_CLASS.matcher(process.output()).results().toList()) {
            classes.add(found.group(1));
        }
        return classes;
    }
}
