package io.lockgate.sample;

import java.util.Map;

/** A row of the table of the benchmark: what was measured, what came out, and whether that is as good as it was meant to be. */
record Row(String what, Map<Contestant, String> cells, String target) {}
