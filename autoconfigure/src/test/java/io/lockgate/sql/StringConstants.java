package io.lockgate.sql;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The strings that a class can load, as its file holds them (Java Virtual Machine Specification, 4.4): joined literals are one. */
final class StringConstants {

    private static final int UTF8 = 1;
    private static final int STRING = 8;

    /** Tags of entries that take so many bytes after their tag. */
    private static final Map<Integer, Integer> SIZES = Map.ofEntries(
            Map.entry(3, 4),
            Map.entry(4, 4),
            Map.entry(5, 8),
            Map.entry(6, 8),
            Map.entry(7, 2),
            Map.entry(9, 4),
            Map.entry(10, 4),
            Map.entry(11, 4),
            Map.entry(12, 4),
            Map.entry(15, 3),
            Map.entry(16, 2),
            Map.entry(17, 4),
            Map.entry(18, 4),
            Map.entry(19, 2),
            Map.entry(20, 2));

    private static final Set<Integer> TAKES_TWO_PLACES = Set.of(5, 6);

    private StringConstants() {}

    /** String constants of all classes below a folder, by class. */
    static Map<String, Set<String>> below(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            var classes =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            Map<String, Set<String>> strings = new TreeMap<>();
            for (Path file : classes) {
                strings.put(folder.relativize(file).toString(), of(file));
            }
            return strings;
        }
    }

    private static Set<String> of(Path file) throws IOException {
        try (var bytes = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            bytes.skipNBytes(8);
            int places = bytes.readUnsignedShort();
            Map<Integer, String> texts = new TreeMap<>();
            Set<Integer> strings = new HashSet<>();
            for (int place = 1; place < places; place++) {
                int tag = bytes.readUnsignedByte();
                if (tag == UTF8) {
                    texts.put(place, bytes.readUTF());
                } else if (tag == STRING) {
                    strings.add(bytes.readUnsignedShort());
                } else {
                    bytes.skipNBytes(SIZES.get(tag));
                    place += TAKES_TWO_PLACES.contains(tag) ? 1 : 0;
                }
            }
            return strings.stream().map(texts::get).collect(Collectors.toSet());
        }
    }
}
