const SAMPLE_FILE = /\/media\/hls\/.+\/([\w.-]+\.(?:m3u8|ts|mp4|m4s))$/

/** The file of the one sample that stands for this path of an encoded video; else undefined. */
export function sampleFile(path: string): string | undefined {
  return SAMPLE_FILE.exec(path)?.[1]
}
