package io.lockgate.sample.orders;

import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Orders over HTTP. */
@RestController
class OrderController {

    private final Orders orders;

    OrderController(Orders orders) {
        this.orders = orders;
    }

    @PostMapping("/orders")
    ResponseEntity<Order> place(@RequestBody NewOrder newOrder, UriComponentsBuilder uri) {
        Order order = orders.place(newOrder);
        return ResponseEntity.created(uri.path("/orders/{id}").build(order.id()))
                .body(order);
    }

    @GetMapping("/orders/{id}")
    Order order(@PathVariable long id) {
        return orders.order(id);
    }

    @PostMapping("/orders/{id}/cancel")
    Order cancel(@PathVariable long id) {
        return orders.cancel(id);
    }

    @GetMapping("/customers/{customerId}/orders")
    List<OrderSummary> ordersOf(@PathVariable long customerId) {
        return orders.ordersOf(customerId);
    }
}
