import { parseRoute, routeHash, type Route } from './route.ts';

/** The current route, following the address. */
export class Router {
  route = $state.raw<Route>(parseRoute(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
  }

  go(route: Route): void {
    location.hash = routeHash(route);
  }

  /** Without an entry in the history, so that "back" does not go through every letter of a filter. */
  replace(route: Route): void {
    history.replaceState(null, '', routeHash(route));
    this.route = route;
  }
}
