// A small picture beside words that tell what it is.
export const thumbnail = ({ thumb, width, height }) => Object.assign(new Image(), {
  loading: "lazy", alt: "", width, height, src: thumb,
});
