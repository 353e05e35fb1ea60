import type { Instant } from '../json.ts';
import type { HttpReply, HttpSession } from './http.ts';
import type { DrillAccount } from './mirror.ts';

/** An order that Muster placed itself, kept outside the mirror. */
export interface CanaryOrder {
  readonly id: number;
  readonly placedAt: Instant;
  readonly by: 'backup' | 'canary-orders' | 'availability' | 'checkout-works';
  /** What was typed at the checkout; compared inside the process, never written. */
  readonly values: Readonly<Record<string, string>>;
}

/** How one press of the button ended, with one guest's cart. */
export interface CheckoutAttempt {
  /** The token in the billing address: the same for every attempt with this cart. */
  readonly unit: string;
  readonly by: CanaryOrder['by'];
  /** When the answer came, or was given up. */
  readonly at: Instant;
  /** `answered`: with an order number. `refused`: with anything else, or before it was asked for. `unanswered`: asked for, and nothing came back. */
  readonly outcome: 'answered' | 'refused' | 'unanswered';
  /** Null unless answered. */
  readonly orderId: number | null;
}

export interface CanaryLedger {
  /** Those that were answered with an order number. */
  readonly orders: readonly CanaryOrder[];
  readonly attempts: readonly CheckoutAttempt[];
  add(order: CanaryOrder): void;
  tried(attempt: CheckoutAttempt): void;
}

/** What came of one attempt to buy; `text` never quotes what was typed. */
export interface Placed {
  readonly status: number;
  /** Null when the shop refused. */
  readonly order: CanaryOrder | null;
  readonly text: string;
}

/** One guest with one cart and one filled-in form. Until it is used nothing is asked of the shop. */
export interface GuestCart extends AsyncDisposable {
  /**
   * Fills the cart if that was not done yet, and checks out; called again it presses the button again, with the same
   * cart. Every call is in the ledger. @throws {DrillError} UNREACHABLE when nothing came back.
   */
  checkOut(): Promise<Placed>;
}

/** What a visitor, a patient or a pharmacist does in the shop, over HTTPS. */
export interface Shop {
  /** Places one order as a guest, by the Store API or the classic form as the stack says; adds it to the ledger. */
  placeOrder(by: CanaryOrder['by']): Promise<Placed>;
  /** The same guest for more than one attempt. */
  openCart(by: CanaryOrder['by']): GuestCart;
  /** A fresh session, logged in through wp-login.php or minted inside WordPress as the stack says; null when it was refused. */
  login(account: DrillAccount): Promise<HttpSession | null>;
  /** Status of the product search, and whether the known product was found. */
  searchProduct(): Promise<{ readonly status: number; readonly found: boolean }>;
  /** Reads one order through REST with an application password; as nobody when `account` is null. */
  readOrder(account: DrillAccount | null, orderId: number, requestId: string): Promise<HttpReply>;
  /** Reads a page of the orders' list through REST. */
  readOrderPage(account: DrillAccount | null, page: { readonly page: number; readonly size: number }, requestId: string): Promise<HttpReply>;
  /** Reads one order on the My account page. */
  readOwnOrder(session: HttpSession, orderId: number, requestId: string): Promise<HttpReply>;
}
