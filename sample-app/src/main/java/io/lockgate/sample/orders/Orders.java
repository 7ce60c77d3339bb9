package io.lockgate.sample.orders;

import io.lockgate.sample.catalog.Catalog;
import io.lockgate.sample.catalog.Product;
import io.lockgate.sample.catalog.Stock;
import io.lockgate.sample.customers.Customers;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What can be done with an order, each in one transaction. */
@Service
@Transactional
class Orders {

    private final OrderTable table;
    private final Customers customers;
    private final Catalog catalog;
    private final Stock stock;

    Orders(OrderTable table, Customers customers, Catalog catalog, Stock stock) {
        this.table = table;
        this.customers = customers;
        this.catalog = catalog;
        this.stock = stock;
    }

    /** Places an order at today's prices and reserves its stock. */
    Order place(NewOrder order) {
        order.requireComplete();
        customers.requireCustomer(order.customerId());
        long id = table.insert(order.customerId());
        int number = 0;
        for (NewOrder.Line line : order.linesBySku()) {
            Product product = catalog.product(line.sku());
            stock.reserve(product, line.quantity());
            table.insertLine(id, ++number, new OrderLine(line.sku(), line.quantity(), product.priceCents()));
        }
        return order(id);
    }

    /** Cancels an order that is not yet shipped and gives its stock back; a second time nothing changes. */
    Order cancel(long id) {
        if (table.cancel(id)) {
            table.lines(id).forEach(line -> stock.restore(line.sku(), line.quantity()));
        }
        Order order = order(id);
        if (order.status() == OrderStatus.SHIPPED) {
            throw OrderProblem.alreadyShipped(id);
        }
        return order;
    }

    @Transactional(readOnly = true)
    Order order(long id) {
        OrderSummary summary = table.summary(id).orElseThrow(() -> OrderProblem.unknown(id));
        return summary.with(table.lines(id));
    }

    @Transactional(readOnly = true)
    List<OrderSummary> ordersOf(long customerId) {
        customers.requireCustomer(customerId);
        return table.summariesOf(customerId);
    }
}
