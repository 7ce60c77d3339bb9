package io.lockgate.sample.orders;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** What a customer asks for, as it comes in; JSON may have left out anything. */
record NewOrder(long customerId, List<Line> lines) {

    private static final int MOST_PIECES = 1000;

    NewOrder {
        lines = List.copyOf(Objects.requireNonNullElse(lines, List.of()));
    }

    /** So many pieces of one product. */
    record Line(String sku, int quantity) {

        Line {
            sku = Objects.requireNonNullElse(sku, "");
        }

        private boolean isComplete() {
            return !sku.isBlank() && quantity >= 1 && quantity <= MOST_PIECES;
        }
    }

    /** The lines in the one sequence in which everybody takes stock, so that two orders cannot deadlock. */
    List<Line> linesBySku() {
        return lines.stream().sorted(Comparator.comparing(Line::sku)).toList();
    }

    /** Throws a 400 unless there are lines and each of them can be fulfilled by somebody. */
    void requireComplete() {
        if (lines.isEmpty() || !lines.stream().allMatch(Line::isComplete)) {
            ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                    HttpStatus.BAD_REQUEST,
                    "An order has at least one line, and each line a sku and a quantity from 1 to " + MOST_PIECES
                            + ".");
            problem.setTitle("Incomplete order");
            throw new ErrorResponseException(HttpStatus.BAD_REQUEST, problem, null);
        }
    }
}
