package io.lockgate.changelog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where Liquibase looks for values: the environment, the system properties and the parameters of the bean, in whatever case
 * ({@code ChangeLogParameters}).
 */
record Variables(List<Map<String, String>> sources) {

    static Variables of(BeanSettings settings) {
        return new Variables(List.of(System.getenv(), systemProperties(), settings.parameters()));
    }

    private static Map<String, String> systemProperties() {
        return System.getProperties().stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
    }

    /** The names, as they are written, and values of those whose name in lower case is wanted. */
    List<String> named(Predicate<String> wanted) {
        return sources.stream()
                .flatMap(source -> source.entrySet().stream()
                        .filter(entry -> wanted.test(entry.getKey().toLowerCase(Locale.ROOT)))
                        .sorted(Map.Entry.comparingByKey())
                        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())))
                .toList();
    }
}
