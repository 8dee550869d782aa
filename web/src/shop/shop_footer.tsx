import { useQuery } from '@tanstack/react-query'

import { shopInfo } from '../api/shop_info.ts'
import { useStore } from '../api/store.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Link } from '../ui/location.tsx'

export function ShopFooter() {
  const t = useTexts()
  const shop = useQuery(shopInfo).data
  const store = useStore().data
  return (
    <footer className="border-t border-line bg-sunken/60 max-lg:pb-28">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-6 text-sm text-soft sm:px-6">
        {store ? <p className="mr-auto">{`${store.name} · ${store.address}`}</p> : null}
        {shop?.demo ? (
          <>
            <Link href={paths.demo()} className="inline-flex min-h-8 items-center font-semibold underline underline-offset-2">{t('shop-demo')}</Link>
            <Link href={paths.phone()} className="inline-flex min-h-8 items-center font-semibold underline underline-offset-2">{t('shop-demo-phone')}</Link>
          </>
        ) : null}
      </div>
    </footer>
  )
}
