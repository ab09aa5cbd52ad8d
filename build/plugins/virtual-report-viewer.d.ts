declare module 'virtual:report-viewer' {
  /** The report's viewer as one classic script, minified. */
  const viewerScript: string;
  export default viewerScript;
}
