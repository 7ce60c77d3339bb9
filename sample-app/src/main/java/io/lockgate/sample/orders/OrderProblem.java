package io.lockgate.sample.orders;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Why something cannot be done with an order, as RFC 9457 has it. */
final class OrderProblem {

    private OrderProblem() {}

    static ErrorResponseException unknown(long id) {
        return problem(HttpStatus.NOT_FOUND, "Unknown order", "There is no order " + id + ".", id);
    }

    static ErrorResponseException alreadyShipped(long id) {
        return problem(HttpStatus.CONFLICT, "Order is shipped", "Order " + id + " has left the warehouse already.", id);
    }

    private static ErrorResponseException problem(HttpStatus status, String title, String detail, long id) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        problem.setProperty("orderId", id);
        return new ErrorResponseException(status, problem, null);
    }
}
