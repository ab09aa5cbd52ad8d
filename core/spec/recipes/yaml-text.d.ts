/** The bundler provides a recipe's file as text; core is compiled without the bundler's own types. */
declare module '*.yaml?raw' {
  const text: string;
  export default text;
}
