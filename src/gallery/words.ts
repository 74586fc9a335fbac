/** What the gallery says around the boxes. */
export const galleryWords = {
  ko: {
    title: '작업 박스의 모든 상태',
    look: '보기',
    light: '밝게',
    dark: '어둡게',
    page: '상자는 이 페이지의 구석에 있어요.',
    all: '모든 상태 보기',
  },
  en: {
    title: 'The job box in all its states',
    look: 'Look',
    light: 'Light',
    dark: 'Dark',
    page: 'The box is in the corner of this page.',
    all: 'See all states',
  },
}
