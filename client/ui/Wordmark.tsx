/** The name of the house in the brackets it lives by. */
import styles from './Wordmark.module.css'

export function Wordmark({ large = false }: { readonly large?: boolean }) {
  return (
    <span className={`${styles['wordmark']} ${large ? styles['large'] : ''}`} dir="ltr">
      <span aria-hidden="true" className={styles['bracket']}>
        [
      </span>
      Ad&nbsp;Ref
      <span aria-hidden="true" className={styles['bracket']}>
        ]
      </span>
    </span>
  )
}
