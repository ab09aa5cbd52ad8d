import { parseRoute, routeHash, type Route } from './route.ts';

const STORAGE_KEY = 'view';

/** The current route, following the address. */
export class Router {
  /** The view that an earlier window was left in. */
  #left = parseRoute(localStorage.getItem(STORAGE_KEY) ?? '');

  route = $state.raw<Route>(parseRoute(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.#follow(parseRoute(location.hash));
    });
    this.#keep();
  }

  go(route: Route): void {
    location.hash = routeHash(route);
  }

  /** Without an entry in the history, so that "back" does not go through every letter of a filter. */
  replace(route: Route): void {
    history.replaceState(null, '', routeHash(route));
    this.#follow(route);
  }

  /** The view in which the last window was left, told once: afterwards, home is home. */
  takeLeft(): Route {
    const left = this.#left;
    this.#left = { kind: 'home' };
    return left;
  }

  #follow(route: Route): void {
    this.route = route;
    this.#keep();
  }

  #keep(): void {
    if (this.route.kind !== 'home') localStorage.setItem(STORAGE_KEY, routeHash(this.route));
  }
}
