package io.lockgate.changelog;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Everything a bean is set to, read from its fields: some of them have setters only, and one that a later Liquibase adds must
 * count as well.
 *
 * @param values the values of its fields, as text; null where a field has none
 * @param parameters the values that it gives to the changelog, by their names
 */
record BeanSettings(Map<String, @Nullable String> values, Map<String, String> parameters) {

    /** They say where to read and write, not what. */
    private static final Set<String> PLACES = Set.of("log", "beanName", "dataSource", "resourceLoader");

    private static final String PARAMETERS = "parameters";

    /** Some that every version has: where they are not seen, fields are hidden from us, as in a native image. */
    private static final Set<String> ALWAYS_THERE =
            Set.of("changeLog", "contexts", "labelFilter", "tag", "customizer", PARAMETERS);

    /** The settings of a bean; nothing where one of them is more than a value, such as a customizer, or cannot be read. */
    static Optional<BeanSettings> of(SpringLiquibase bean) {
        Map<String, @Nullable String> values = new TreeMap<>();
        Map<String, String> parameters = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (Class<?> type = bean.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (isNoSetting(field) || PLACES.contains(field.getName())) {
                    continue;
                }
                seen.add(field.getName());
                Object value = valueOf(field, bean);
                if (field.getName().equals(PARAMETERS) && value instanceof Map<?, ?> map) {
                    map.forEach((name, parameter) -> parameters.put(String.valueOf(name), String.valueOf(parameter)));
                } else if (isPlain(value)) {
                    values.put(type.getSimpleName() + "." + field.getName(), value == null ? null : value.toString());
                } else {
                    return Optional.empty();
                }
            }
        }
        return seen.containsAll(ALWAYS_THERE) ? Optional.of(new BeanSettings(values, parameters)) : Optional.empty();
    }

    /** Java agents, such as that of JaCoCo, add fields of their own to classes. */
    private static boolean isNoSetting(Field field) {
        return Modifier.isStatic(field.getModifiers()) || field.isSynthetic();
    }

    private static @Nullable Object valueOf(Field field, SpringLiquibase bean) {
        ReflectionUtils.makeAccessible(field);
        return ReflectionUtils.getField(field, bean);
    }

    private static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Number
                || value instanceof Enum;
    }
}
